namespace HospitalChain.Crypto.P21;

/// <summary>The hashes of crypto.md §7.</summary>
internal static class P21Hashes
{
    /// <summary>r of a capsule from what it hides.</summary>
    public static SecretExponent H1(ReadOnlySpan<byte> context, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) =>
        Transcript.Of(Labels.P21H1).Add(context).Add(first).Add(second).ToZn();

    /// <summary>v of a re-encryption key from what it hides, bound to both parties.</summary>
    public static SecretExponent H1Rekey(P21PublicKey delegator, P21PublicKey delegatee, ReadOnlySpan<byte> h, ReadOnlySpan<byte> pi) =>
        H1((byte[])[.. "rekey"u8, .. delegator.Encoded, .. delegatee.Encoded], h, pi);

    /// <summary>target ⊕= Kdf("P21-H2", 64; point): masks and unmasks.</summary>
    public static void Mask(SecpPoint point, Span<byte> target)
    {
        Span<byte> mask = stackalloc byte[P21Capsule.MaskedSize];
        Transcript.Of(Labels.P21H2).Add(point.Encoded).Expand(mask);
        for (var i = 0; i < mask.Length; i++)
        {
            target[i] ^= mask[i];
        }

        System.Security.Cryptography.CryptographicOperations.ZeroMemory(mask);
    }

    public static SecretExponent H3(ReadOnlySpan<byte> context, SecpPoint d, SecpPoint e, ReadOnlySpan<byte> f) =>
        Transcript.Of(Labels.P21H3).Add(context).Add(d.Encoded).Add(e.Encoded).Add(f).ToZn();

    /// <summary>The challenge c of a proxy's proof.</summary>
    public static SecretExponent EqualLogarithms(
        VerifiedP21Capsule original, SecpPoint raised, SecpPoint commitment, SecpPoint firstOfBase, SecpPoint firstOfE) =>
        Transcript.Of(Labels.P21EqualLogarithms)
            .Add(original.Context)
            .Add(original.PublicKey.Encoded)
            .Add(original.Capsule.E.Encoded)
            .Add(raised.Encoded)
            .Add(commitment.Encoded)
            .Add(firstOfBase.Encoded)
            .Add(firstOfE.Encoded)
            .ToZn();
}
