using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Crypto.Escrow;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows.Emergencies;

/// <summary>A holder's share of an escrow, opened and held against the commitments (crypto.md §8).</summary>
public sealed class EscrowShare : IDisposable
{
    private EscrowShare(uint place, SecretScalar secret, EscrowCommitments commitments) => (Place, Secret, Commitments) = (place, secret, commitments);

    /// <summary>The holder's place, from 1.</summary>
    public uint Place { get; }

    public SecretScalar Secret { get; }

    public EscrowCommitments Commitments { get; }

    /// <summary>Opens what stands in the record for this holder.</summary>
    /// <param name="chainId">The record's chain.</param>
    /// <param name="body">The escrow, proven.</param>
    /// <param name="holder">Signing key of the holder.</param>
    /// <param name="sealing">The sealing key it was sealed to.</param>
    public static Parsed<EscrowShare> Open(Bytes32 chainId, Escrow body, Bytes32 holder, SealingKey sealing)
    {
        for (var i = 0; i < body.Holders.Count; i++)
        {
            if (body.Holders[i] == holder)
            {
                return Open(chainId, body, (uint)i + 1, holder, sealing, body.Shares[i].Span);
            }
        }

        return Refusals.EscrowShareInvalid.With("not a holder of this escrow");
    }

    /// <summary>Opens a share that its holder sealed anew, to the owner's new key.</summary>
    public static Parsed<EscrowShare> OpenReleased(Bytes32 chainId, Escrow body, uint place, SealingKey sealing, ReadOnlySpan<byte> sealedShare) =>
        place == 0 || place > body.Holders.Count
            ? Refusals.EscrowShareInvalid.With($"place {place}")
            : Open(chainId, body, place, body.Holders[(int)place - 1], sealing, sealedShare);

    /// <summary>Seals the share to the owner's new key.</summary>
    public byte[] Release(Bytes32 chainId, Escrow body, SealingPublicKey owner)
    {
        Span<byte> share = stackalloc byte[SecretScalar.Size];
        Secret.CopyTo(share);
        var released = Sealing.Seal(owner, Escrow.SealPurpose, share, Escrow.ShareContext(chainId, body.Pid.Span, body.Purpose, Place, body.Holders[(int)Place - 1]));
        CryptographicOperations.ZeroMemory(share);
        return released;
    }

    public void Dispose() => Secret.Dispose();

    public override string ToString() => $"EscrowShare {Place}";

    private static Parsed<EscrowShare> Open(Bytes32 chainId, Escrow body, uint place, Bytes32 holder, SealingKey sealing, ReadOnlySpan<byte> sealedShare)
    {
        if (!EscrowCommitments.TryDecode(body.Commitments, out var commitments)
            || !Sealing.TryOpen(sealing, Escrow.SealPurpose, sealedShare, Escrow.ShareContext(chainId, body.Pid.Span, body.Purpose, place, holder), out var opened))
        {
            return Refusals.EscrowShareInvalid.With($"place {place}");
        }

        var read = SecretScalar.TryDecode(opened, out var secret);
        CryptographicOperations.ZeroMemory(opened);
        if (read && commitments.Holds(place, secret!))
        {
            return new EscrowShare(place, secret!, commitments);
        }

        secret?.Dispose();
        return Refusals.EscrowShareInvalid.With($"place {place} is not what was committed to");
    }
}
