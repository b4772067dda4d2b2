namespace HospitalChain.Crypto.Native;

/// <summary>What the two curves' points share, for code that is the same over either: each call names its own function of libblst.</summary>
/// <typeparam name="TSelf">The point in Jacobian coordinates.</typeparam>
/// <typeparam name="TAffine">The same in affine ones.</typeparam>
internal interface ICurvePoint<TSelf, TAffine>
    where TSelf : unmanaged, ICurvePoint<TSelf, TAffine>
    where TAffine : unmanaged
{
    static abstract TSelf FromAffine(in TAffine point);

    /// <summary>All with one inversion; none may be the identity.</summary>
    static abstract void ToAffine(ReadOnlySpan<TSelf> points, Span<TAffine> destination);

    TSelf Add(in TSelf other);

    /// <summary>Adds the point, negated when the mask is all ones; overwrites <paramref name="other"/>.</summary>
    void AddSigned(ref TAffine other, ulong signMask);

    TSelf Double();
}
