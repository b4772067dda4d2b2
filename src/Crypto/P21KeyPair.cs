namespace HospitalChain.Crypto;

/// <summary>A P21 pair sk = (x1, x2) (crypto.md §7). One per folder: a proxy and a delegatee together learn its b.</summary>
public sealed class P21KeyPair : IDisposable
{
    /// <summary>Takes over both exponents.</summary>
    internal P21KeyPair(SecretExponent first, SecretExponent second)
    {
        First = first;
        Second = second;
        PublicKey = P21PublicKey.Of(first.PublicPoint(), second.PublicPoint());
    }

    public P21PublicKey PublicKey { get; }

    /// <summary>The pair of two exponents, copied: of a visit that was restored (crypto.md §8). False unless both are exponents.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out P21KeyPair? pair)
    {
        pair = null;
        if (SecretExponent.TryDecode(first, out var one))
        {
            if (SecretExponent.TryDecode(second, out var two))
            {
                pair = new P21KeyPair(one, two);
                return true;
            }

            one.Dispose();
        }

        return false;
    }

    internal SecretExponent First { get; }

    internal SecretExponent Second { get; }

    public void Dispose()
    {
        First.Dispose();
        Second.Dispose();
    }

    public override string ToString() => "Secret(64)";

    /// <summary>b = x1·H4 + x2, the logarithm of Base(pk).</summary>
    internal SecretExponent Combined()
    {
        using var h4 = P21PublicKey.H4(PublicKey.Second);
        using var raised = First.Times(h4);
        return raised.Plus(Second);
    }
}
