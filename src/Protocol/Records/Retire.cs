using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>
/// A doctor or party leaves (chain.md §2): by its own word, a doctor's also by the hospital's, any other's by the system
/// manager's. What it signed before stays valid.
/// </summary>
public sealed class Retire : RecordBody
{
    private const int Fields = 2;

    public override string Kind => RecordKinds.Retire;

    /// <summary>The signing key in force of the party that leaves.</summary>
    public required Bytes32 Party { get; init; }

    public override void Write(CanonicalWriter writer) => writer.Array(Fields).UInt(Version).Bytes(Party);

    internal static Retire Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        return new Retire { Party = reader.Bytes32() };
    }
}
