using System.Security.Cryptography;
using HospitalChain.Crypto.Bc22;

namespace HospitalChain.Crypto;

/// <summary>
/// Every key of a person or machine, derived from one 32-byte seed (crypto.md §3). Whoever asks for a key disposes it.
/// Epochs start at 0 and grow by rotation; a visit's or a share's index is used once, which the keystore sees to.
/// </summary>
public sealed class KeyTree : IDisposable
{
    /// <summary>Bytes of a seed.</summary>
    public const int SeedSize = 32;

    private readonly byte[] seed = GC.AllocateArray<byte>(SeedSize, pinned: true);
    private bool disposed;

    /// <param name="seed">Exactly 32 secret bytes, copied.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public KeyTree(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != SeedSize)
        {
            throw new ArgumentException($"a seed has {SeedSize} bytes", nameof(seed));
        }

        seed.CopyTo(this.seed);
    }

    /// <summary>The signing key of an epoch.</summary>
    public SigningKey Signing(uint epoch) => Sign(Of(Labels.KeySign).AddU32(epoch));

    /// <summary>The sealing key of an epoch.</summary>
    public SealingKey Sealing(uint epoch) => Seal(Of(Labels.KeySeal).AddU32(epoch));

    /// <summary>A patient's key x_j for one visit, under which capsules of that visit stand.</summary>
    public SecretScalar VisitKey(uint visit) => Of(Labels.KeyVisit).AddU32(visit).ToZr();

    /// <summary>A patient's signing key for one visit.</summary>
    public SigningKey VisitSigning(uint visit) => Sign(Of(Labels.KeyVisitSign).AddU32(visit));

    /// <summary>A patient's sealing key for one visit.</summary>
    public SealingKey VisitSealing(uint visit) => Seal(Of(Labels.KeyVisitSeal).AddU32(visit));

    /// <summary>A doctor's multisignature key of an epoch.</summary>
    public MultisignatureKey Multisignature(uint epoch) =>
        new(Multisignature(epoch, 1), Multisignature(epoch, 2), Multisignature(epoch, 3));

    /// <summary>A doctor's delegation key x_s, fresh for every share (crypto.md §8).</summary>
    public SecretScalar Delegation(uint share) => Of(Labels.KeyDelegation).AddU32(share).ToZr();

    /// <summary>A hospital's L19 key x_i, under which trapdoors are made for it.</summary>
    public SecretScalar Hospital(uint epoch) => Of(Labels.KeyHospital).AddU32(epoch).ToZr();

    /// <summary>What a client's local notes are encrypted under: 32 bytes, which the caller zeroes. Not for anything that leaves the machine.</summary>
    public byte[] Profile() => Of(Labels.KeyProfile).Expand(SealedBox.KeySize);

    /// <summary>A box's key for what a node keeps on its own disk, by purpose. The caller zeroes it.</summary>
    public byte[] AtRest(string purpose) => Of(Labels.KeyAtRest).Add(purpose).Expand(SealedBox.KeySize);

    /// <summary>The pair of one folder, and of no other (crypto.md §7).</summary>
    /// <param name="folderId">The folder's id, 32 random bytes on a chain.</param>
    public P21KeyPair P21Folder(ReadOnlySpan<byte> folderId)
    {
        var first = Of(Labels.KeyP21).Add(folderId).AddU32(1).ToZn();
        return new P21KeyPair(first, Of(Labels.KeyP21).Add(folderId).AddU32(2).ToZn());
    }

    /// <summary>The pair under which P21 shares are received; for a patient the epoch is the visit's index.</summary>
    public P21KeyPair P21Receiving(uint epoch)
    {
        var first = Of(Labels.KeyP21Receive).AddU32(epoch).AddU32(1).ToZn();
        return new P21KeyPair(first, Of(Labels.KeyP21Receive).AddU32(epoch).AddU32(2).ToZn());
    }

    /// <summary>
    /// What a visit needs beside x_j to be restored (crypto.md §8): signing exponent, ikm of the sealing key, both exponents of
    /// the P21 receiving pair. The caller zeroes the 128 bytes.
    /// </summary>
    public byte[] VisitSeeds(uint visit)
    {
        var seeds = new byte[Escrow.EscrowedSeeds.Size];
        using var signing = Of(Labels.KeyVisitSign).AddU32(visit).ToZn();
        using var first = Of(Labels.KeyP21Receive).AddU32(visit).AddU32(1).ToZn();
        using var second = Of(Labels.KeyP21Receive).AddU32(visit).AddU32(2).ToZn();
        signing.CopyTo(seeds);
        Of(Labels.KeyVisitSeal).AddU32(visit).Expand(seeds.AsSpan(32, 32));
        first.CopyTo(seeds.AsSpan(64));
        second.CopyTo(seeds.AsSpan(96));
        return seeds;
    }

    public void Dispose()
    {
        disposed = true;
        CryptographicOperations.ZeroMemory(seed);
    }

    public override string ToString() => "Secret(32)";

    private static SigningKey Sign(Transcript derivation)
    {
        using var exponent = derivation.ToZn();
        return exponent.ToSigningKey();
    }

    private static SealingKey Seal(Transcript derivation)
    {
        Span<byte> ikm = stackalloc byte[32];
        derivation.Expand(ikm);
        var key = SealingKey.DeriveFromIkm(ikm);
        CryptographicOperations.ZeroMemory(ikm);
        return key;
    }

    private SecretScalar Multisignature(uint epoch, uint part) => Of(Labels.KeyMultisignature).AddU32(epoch).AddU32(part).ToZr();

    private Transcript Of(string label)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return Transcript.Of(label).Add(seed);
    }
}
