using System.Diagnostics.CodeAnalysis;
using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Supervision;

/// <summary>
/// How a hospital shows α to the system manager in a dispute (crypto.md §5): seal(SM, "DISCLOSURE"; α), aad the report's
/// record id. It cannot be moved to another dispute, and nobody else reads it.
/// </summary>
public static class AlphaDisclosure
{
    private const string Purpose = "DISCLOSURE";

    public static byte[] Seal(SealingPublicKey manager, ReadOnlySpan<byte> alpha, Bytes32 reportId) =>
        Sealing.Seal(manager, Purpose, alpha, reportId.ToArray());

    /// <summary>False when it was not sealed to this key for this report, or is no α.</summary>
    public static bool TryOpen(SealingKey manager, ReadOnlySpan<byte> sealedAlpha, Bytes32 reportId, [NotNullWhen(true)] out byte[]? alpha) =>
        Sealing.TryOpen(manager, Purpose, sealedAlpha, reportId.ToArray(), out alpha) && alpha.Length == Evidence.AlphaSize;
}
