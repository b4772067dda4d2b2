using System.Security.Cryptography;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Crypto.Escrow;
using HospitalChain.Crypto.L19;

namespace HospitalChain.Crypto.Tests.Escrow;

public sealed class EscrowTests
{
    private static readonly byte[] Context = "chain and visit"u8.ToArray();
    private static readonly byte[] Opening = "opening and record"u8.ToArray();
    private readonly SecretScalar visitKey = SecretScalar.Random();

    [Theory]
    [InlineData(2, 2)]
    [InlineData(2, 3)]
    [InlineData(3, 5)]
    [InlineData(16, 16)]
    public void Any_k_of_n_shares_restore_the_key_and_fewer_do_not(int needed, int holders)
    {
        using var dealing = EscrowDealing.Deal(visitKey, needed, holders, Context);
        foreach (var first in Enumerable.Range(0, holders - needed + 1))
        {
            Assert.True(EscrowDealing.TryRestore(Shares(dealing, first, needed), visitKey.PublicKey(), out var restored));
            Assert.Equal(visitKey.PublicKey(), restored.PublicKey());
        }

        Assert.False(EscrowDealing.TryRestore(Shares(dealing, 0, needed - 1), visitKey.PublicKey(), out _));
        Assert.False(EscrowDealing.TryRestore(new Dictionary<uint, SecretScalar>(), visitKey.PublicKey(), out _));
    }

    [Fact]
    public void Every_share_is_the_one_committed_to_and_only_at_its_place()
    {
        using var dealing = EscrowDealing.Deal(visitKey, 3, 4, Context);
        for (var place = 1u; place <= 4; place++)
        {
            Assert.True(dealing.Commitments.Holds(place, dealing.Shares[(int)place - 1]));
            Assert.False(dealing.Commitments.Holds((place % 4) + 1, dealing.Shares[(int)place - 1]));
        }
    }

    [Fact]
    public void Commitments_to_anything_but_the_inverse_of_the_visits_key_are_refused()
    {
        using var dealing = EscrowDealing.Deal(visitKey, 2, 3, Context);
        Assert.True(EscrowDealing.Verify(visitKey.PublicKey(), dealing.Commitments, Context, dealing.Proof.Span));
        using var other = SecretScalar.Random();
        using var others = EscrowDealing.Deal(other, 2, 3, Context);
        Assert.False(EscrowDealing.Verify(visitKey.PublicKey(), others.Commitments, Context, others.Proof.Span));
        Assert.False(EscrowDealing.Verify(visitKey.PublicKey(), others.Commitments, Context, dealing.Proof.Span));
        Assert.False(EscrowDealing.Verify(visitKey.PublicKey(), dealing.Commitments, "another visit"u8, dealing.Proof.Span));
        var proof = dealing.Proof.ToArray();
        for (var i = 0; i < proof.Length; i += 7)
        {
            proof[i] ^= 1;
            Assert.False(EscrowDealing.Verify(visitKey.PublicKey(), dealing.Commitments, Context, proof));
            proof[i] ^= 1;
        }

        Assert.False(EscrowDealing.Verify(visitKey.PublicKey(), dealing.Commitments, Context, proof.AsSpan(1)));
    }

    [Fact]
    public void Officers_together_open_one_l19_capsule_and_no_other()
    {
        using var dealing = EscrowDealing.Deal(visitKey, 2, 3, Context);
        using var t = Symptom.FromCode("s", "fever");
        var message = RandomNumberGenerator.GetBytes(L19Encryption.MessageSize);
        var first = Verified(L19Encryption.Encrypt(visitKey.PublicKey(), t, message, Context));
        var second = Verified(L19Encryption.Encrypt(visitKey.PublicKey(), t, message, Context));
        var opened = Combined(dealing, first.Capsule.C2, [1, 3]);
        var read = new byte[L19Encryption.MessageSize];
        Assert.True(L19Encryption.TryOpen(opened, first, Context, read));
        Assert.Equal(message, read);
        Assert.False(L19Encryption.TryOpen(opened, second, Context, read));
        Assert.All(read, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Officers_together_open_one_bc22_capsule_and_no_other()
    {
        using var dealing = EscrowDealing.Deal(visitKey, 3, 3, Context);
        var (alpha, key) = (new byte[32], RandomNumberGenerator.GetBytes(Bc22Encryption.KeySize));
        Assert.True(Bc22Verifier.TryVerify(visitKey.PublicKey(), Bc22Encryption.Encrypt(visitKey.PublicKey(), alpha, key, Context), Context, out var first));
        Assert.True(Bc22Verifier.TryVerify(visitKey.PublicKey(), Bc22Encryption.Encrypt(visitKey.PublicKey(), alpha, key, Context), Context, out var second));
        var opened = Combined(dealing, first.Capsule.B, [1, 2, 3]);
        var read = new byte[Bc22Encryption.KeySize];
        Assert.True(Bc22Encryption.TryOpen(opened, first, read));
        Assert.Equal(key, read);
        Assert.False(Bc22Encryption.TryOpen(opened, second, read));
    }

    [Fact]
    public void A_part_counts_only_for_its_place_point_and_opening()
    {
        using var dealing = EscrowDealing.Deal(visitKey, 2, 3, Context);
        using var r = SecretScalar.Random();
        var point = r.PublicKey();
        var part = EscrowPart.Make(2, dealing.Shares[1], point, Opening);
        Assert.True(part.Verify(dealing.Commitments, point, Opening));
        Assert.False(part.Verify(dealing.Commitments, visitKey.PublicKey(), Opening));
        Assert.False(part.Verify(dealing.Commitments, point, "another record"u8));
        Assert.False(EscrowPart.Make(1, dealing.Shares[1], point, Opening).Verify(dealing.Commitments, point, Opening));
        Assert.False(EscrowPart.Make(2, r, point, Opening).Verify(dealing.Commitments, point, Opening)); // a lying officer
        Assert.False(EscrowPart.TryCombine([part], 2, out _));
        Assert.False(EscrowPart.TryCombine([part, part], 2, out _));
        var bytes = part.ToBytes();
        Assert.True(EscrowPart.TryDecode(bytes, out var read));
        Assert.Equal(bytes, read.ToBytes());
        Assert.False(EscrowPart.TryDecode(bytes.AsSpan(1), out _));
        bytes.AsSpan(0, 4).Clear();
        Assert.False(EscrowPart.TryDecode(bytes, out _));
    }

    /// <summary>Fewer than k shares say nothing about the key: for every key there is a polynomial that goes through them.</summary>
    [Fact]
    public void Too_few_shares_combine_to_a_key_that_opens_nothing()
    {
        using var dealing = EscrowDealing.Deal(visitKey, 3, 3, Context);
        using var r = SecretScalar.Random();
        var point = r.PublicKey();
        EscrowPart[] two = [EscrowPart.Make(1, dealing.Shares[0], point, Opening), EscrowPart.Make(2, dealing.Shares[1], point, Opening)];
        Assert.True(EscrowPart.TryCombine(two, 2, out var guess));
        using var inverse = Inverse(visitKey);
        Assert.NotEqual(point.Power(inverse), guess);
    }

    [Fact]
    public void Seeds_open_only_with_the_visits_key_and_are_the_visits_own()
    {
        using var keys = new KeyTree(RandomNumberGenerator.GetBytes(KeyTree.SeedSize));
        using var x = keys.VisitKey(3);
        var seeds = keys.VisitSeeds(3);
        var box = EscrowedSeeds.Seal(x, seeds, Context);
        Assert.Equal(EscrowedSeeds.BoxSize, box.Length);
        Assert.True(EscrowedSeeds.TryOpen(x, box, Context, out var opened));
        Assert.Equal(seeds, opened);
        Assert.False(EscrowedSeeds.TryOpen(visitKey, box, Context, out _));
        Assert.False(EscrowedSeeds.TryOpen(x, box, "another visit"u8, out _));
        using var signing = keys.VisitSigning(3);
        Assert.True(SigningKey.TryDecode(opened.AsSpan(0, 32), out var restored));
        Assert.Equal(signing.PublicKey, restored.PublicKey);
        using var sealing = keys.VisitSealing(3);
        using var resealing = SealingKey.DeriveFromIkm(opened.AsSpan(32, 32));
        Assert.Equal(sealing.PublicKey.Encoded.ToArray(), resealing.PublicKey.Encoded.ToArray());
    }

    private static SecretScalar Inverse(SecretScalar scalar) => scalar.Invert();

    private static Dictionary<uint, SecretScalar> Shares(EscrowDealing dealing, int first, int count) =>
        Enumerable.Range(first, count).ToDictionary(index => (uint)index + 1, index => dealing.Shares[index]);

    private static G1 Combined(EscrowDealing dealing, G1 point, uint[] places)
    {
        var parts = places.Select(place => EscrowPart.Make(place, dealing.Shares[(int)place - 1], point, Opening)).ToArray();
        Assert.All(parts, part => Assert.True(part.Verify(dealing.Commitments, point, Opening)));
        Assert.True(EscrowPart.TryCombine(parts, dealing.Commitments.Needed, out var opened));
        return opened;
    }

    private VerifiedL19Capsule Verified(L19Capsule capsule)
    {
        Assert.True(L19Verifier.TryVerify(visitKey.PublicKey(), capsule, Context, out var verified));
        return verified;
    }
}
