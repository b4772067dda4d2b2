using System.Diagnostics.CodeAnalysis;

namespace HospitalChain.Crypto.Bc22;

/// <summary>
/// One party's half of a group key exchange, U or V_k, whose signature was verified (crypto.md §6): the paper's exchange is
/// unauthenticated and falls to a man in the middle. There is no other way to one.
/// </summary>
public sealed class GroupKeyPoint
{
    private GroupKeyPoint(Bytes32 signer, SecpPoint point) => (Signer, Point) = (signer, point);

    /// <summary>The signing key of the hospital or doctor it comes from.</summary>
    public Bytes32 Signer { get; }

    public SecpPoint Point { get; }

    /// <summary>Checks the hospital's U under BC22-GK-U.</summary>
    public static bool TryVerifyHospital(
        Bytes32 chainId, Bytes32 sid, Bytes32 hospital, ReadOnlySpan<byte> point, Signature64 signature, [NotNullWhen(true)] out GroupKeyPoint? verified)
    {
        verified = SecpPoint.TryDecode(point, out var decoded)
            && Bip340.Verify(hospital, SignedMessage.GroupKeyHospital(chainId, sid, decoded), signature)
                ? new GroupKeyPoint(hospital, decoded)
                : null;
        return verified is not null;
    }

    /// <summary>Checks a doctor's V_k under BC22-GK-V.</summary>
    public static bool TryVerifyDoctor(
        Bytes32 chainId, Bytes32 sid, Bytes32 doctor, ReadOnlySpan<byte> point, Signature64 signature, [NotNullWhen(true)] out GroupKeyPoint? verified)
    {
        verified = SecpPoint.TryDecode(point, out var decoded)
            && Bip340.Verify(doctor, SignedMessage.GroupKeyDoctor(chainId, sid, decoded), signature)
                ? new GroupKeyPoint(doctor, decoded)
                : null;
        return verified is not null;
    }
}
