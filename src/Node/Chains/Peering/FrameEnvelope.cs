using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Node.Chains.Peering;

/// <summary>What every chain frame begins with: its fields' number, version and chain id.</summary>
internal static class FrameEnvelope
{
    private const ulong Version = 1;
    private const int FieldsMax = 15;

    /// <summary>The chain a frame is about; false for anything that does not begin like a chain frame.</summary>
    public static bool TryReadChain(ReadOnlySpan<byte> payload, out Bytes32 chainId)
    {
        var reader = new CanonicalReader(payload);
        reader.List(2, FieldsMax);
        reader.Version(Version);
        chainId = reader.Bytes32();
        return !reader.Failed;
    }

    /// <summary>Begins a frame of <paramref name="fields"/> fields besides version and chain id.</summary>
    public static CanonicalWriter Begin(int fields, Bytes32 chainId) =>
        new CanonicalWriter().Array(fields + 2).UInt(Version).Bytes(chainId);

    /// <summary>Reads what <see cref="Begin"/> writes.</summary>
    public static Bytes32 Begin(int fields, ref CanonicalReader reader)
    {
        reader.Array(fields + 2);
        reader.Version(Version);
        return reader.Bytes32();
    }
}
