using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.L19;

/// <summary>
/// Capsules verified together (crypto.md §5, Batch): both equations of every capsule have an exponent of their own, so
/// that nothing cancels, between capsules or within one. Exponents come from a seed that nobody who writes capsules can
/// know, and are bound to the statements as well, so that even a known seed gives no choice.
/// </summary>
internal sealed class L19Batch
{
    private readonly G1[] keys;
    private readonly L19Capsule[] capsules;
    private readonly byte[] hashes;
    private readonly P1Affine[] lefts; // PK_i^ρ_i · (u^h_i·v·d)^σ_i
    private readonly P1Affine[] rights; // C2_i, C5_i
    private readonly P2Affine[] firsts; // C1_i
    private byte[] exponents = []; // ρ_i ‖ σ_i for each capsule
    private int count;

    public L19Batch(int capacity)
    {
        keys = new G1[capacity];
        capsules = new L19Capsule[capacity];
        hashes = new byte[capacity * ScalarField.Size];
        lefts = new P1Affine[capacity];
        rights = new P1Affine[capacity * 2];
        firsts = new P2Affine[capacity];
    }

    public void Add(G1 publicKey, L19Capsule capsule, ReadOnlySpan<byte> context)
    {
        keys[count] = publicKey;
        capsules[count] = capsule;
        L19Equations.Hash(context, capsule, Hash(count));
        rights[2 * count] = capsule.C2.Point;
        rights[(2 * count) + 1] = capsule.C5.Point;
        firsts[count] = capsule.C1.Point;
        count++;
    }

    /// <summary>True for each capsule that verifies.</summary>
    public bool[] Verify(Bytes32 seed)
    {
        if (count > 1)
        {
            exponents = DeriveExponents(seed);
            ComputeLefts();
        }

        return CulpritSearch.Run(count, HoldsTogether, HoldsAlone);
    }

    private Span<byte> Hash(int index) => hashes.AsSpan(index * ScalarField.Size, ScalarField.Size);

    private Span<byte> Exponent(int index) => exponents.AsSpan(index * BatchExponents.Size, BatchExponents.Size);

    private byte[] DeriveExponents(Bytes32 seed)
    {
        var statements = Transcript.Of(Labels.L19Batch).Add(seed);
        for (var i = 0; i < count; i++)
        {
            statements.Add(keys[i].Encoded).Add(capsules[i].C2.Encoded).Add(capsules[i].C5.Encoded).Add(Hash(i));
        }

        return BatchExponents.Derive(Labels.L19Batch, statements.Hash32(), 2 * count);
    }

    private void ComputeLefts()
    {
        var sums = new P1[count];
        for (var i = 0; i < count; i++)
        {
            var keyPower = keys[i].Point.Multiply(Exponent(2 * i), BatchExponents.Bits);
            sums[i] = L19Equations.CheckBase(Hash(i), Exponent((2 * i) + 1)).Add(keyPower);
        }

        P1.ToAffine(sums, lefts);
    }

    private bool HoldsAlone(int index) => L19Equations.Hold(keys[index], capsules[index], Hash(index));

    private bool HoldsTogether(int start, int length)
    {
        var bytes = 2 * BatchExponents.Size;
        var sum = MultiScalar.Sum(
            rights.AsSpan(2 * start, 2 * length), exponents.AsSpan(start * bytes, length * bytes), BatchExponents.Bits);
        var ps = new P1Affine[length + 1];
        var qs = new P2Affine[length + 1];
        lefts.AsSpan(start, length).CopyTo(ps);
        firsts.AsSpan(start, length).CopyTo(qs);
        ps[length] = sum.Negate().ToAffine();
        qs[length] = L19Parameters.H1Point;
        return Pairing.ProductIsOne(ps, qs);
    }
}
