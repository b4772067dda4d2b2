namespace HospitalChain.Crypto.Escrow;

/// <summary>
/// Shamir's shares of 1/x_j over Zr, k of n (crypto.md §8), made by the patient alone, with the proof that what is shared
/// is the inverse of the visit's own key. Whoever holds k shares opens every capsule of the visit: the shares leave only
/// sealed, each to its holder.
/// </summary>
public sealed class EscrowDealing : IDisposable
{
    private EscrowDealing(EscrowCommitments commitments, SecretScalar[] shares, byte[] proof) =>
        (Commitments, Shares, Proof) = (commitments, shares, proof);

    public EscrowCommitments Commitments { get; }

    /// <summary>Share of place i + 1.</summary>
    public IReadOnlyList<SecretScalar> Shares { get; }

    /// <summary>That F_0 = g^{1/x_j}: log_g(PK_j) = log_{F_0}(g).</summary>
    public ReadOnlyMemory<byte> Proof { get; }

    /// <summary>Shares the inverse of a visit's key.</summary>
    /// <param name="visitKey">x_j.</param>
    /// <param name="needed">k, at least 2.</param>
    /// <param name="holders">n, at least k.</param>
    /// <param name="context">Chain, visit and purpose.</param>
    public static EscrowDealing Deal(SecretScalar visitKey, int needed, int holders, ReadOnlySpan<byte> context)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(needed, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(holders, needed);
        var coefficients = new SecretScalar[needed];
        coefficients[0] = visitKey.Invert();
        for (var i = 1; i < needed; i++)
        {
            coefficients[i] = SecretScalar.Random();
        }

        try
        {
            var commitments = EscrowCommitments.Of([.. coefficients.Select(coefficient => coefficient.PublicKey())]);
            var shares = Enumerable.Range(1, holders).Select(place => At(coefficients, (uint)place)).ToArray();
            var proof = EqualLogarithms.Prove(
                visitKey, (G1.Generator, visitKey.PublicKey()), (commitments.Points[0], G1.Generator), Labels.EscrowProof, context);
            return new EscrowDealing(commitments, shares, proof);
        }
        finally
        {
            Array.ForEach(coefficients, coefficient => coefficient.Dispose());
        }
    }

    /// <summary>Whether commitments are to the inverse of this visit's key.</summary>
    public static bool Verify(G1 visitKey, EscrowCommitments commitments, ReadOnlySpan<byte> context, ReadOnlySpan<byte> proof) =>
        EqualLogarithms.Verify((G1.Generator, visitKey), (commitments.Points[0], G1.Generator), Labels.EscrowProof, context, proof);

    /// <summary>x_j from k shares at different places; false when they do not lead to <paramref name="visitKey"/>.</summary>
    public static bool TryRestore(IReadOnlyDictionary<uint, SecretScalar> shares, G1 visitKey, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SecretScalar? secret)
    {
        secret = null;
        SecretScalar? sum = null;
        foreach (var (place, share) in shares)
        {
            using var coefficient = FieldNumbers.CoefficientAtZero(place, [.. shares.Keys]);
            var term = share.Multiply(coefficient);
            if (sum is null)
            {
                sum = term;
                continue;
            }

            using var before = sum;
            using var added = term;
            sum = before.Add(added);
        }

        if (sum is null)
        {
            return false;
        }

        using (sum)
        {
            var restored = sum.Invert();
            if (restored.PublicKey().Equals(visitKey))
            {
                secret = restored;
                return true;
            }

            restored.Dispose();
            return false;
        }
    }

    public void Dispose()
    {
        foreach (var share in Shares)
        {
            share.Dispose();
        }
    }

    public override string ToString() => $"Secret({Shares.Count} shares)";

    /// <summary>f(place), Horner.</summary>
    private static SecretScalar At(SecretScalar[] coefficients, uint place)
    {
        var value = coefficients[^1].MultiplyPublic(1);
        for (var i = coefficients.Length - 2; i >= 0; i--)
        {
            using var before = value;
            using var scaled = before.MultiplyPublic(place);
            value = scaled.Add(coefficients[i]);
        }

        return value;
    }
}
