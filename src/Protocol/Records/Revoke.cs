using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>Ends a grant before its time, by whoever gave it. The proxy honours it on sight (chain.md §4.7).</summary>
public sealed class Revoke : RecordBody
{
    private const int Fields = 2;

    public override string Kind => RecordKinds.Revoke;

    /// <summary>Record id of the grant.</summary>
    public required Bytes32 GrantId { get; init; }

    public override void Write(CanonicalWriter writer) => writer.Array(Fields).UInt(Version).Bytes(GrantId);

    internal static Revoke Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        return new Revoke { GrantId = reader.Bytes32() };
    }
}
