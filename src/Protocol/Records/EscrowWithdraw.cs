using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>
/// A patient takes an escrow back, by the visit itself: from its block on nothing is opened, read or released under it, and
/// the patient may choose other holders.
/// </summary>
public sealed class EscrowWithdraw : RecordBody
{
    private const int Fields = 2;

    public override string Kind => RecordKinds.EscrowWithdraw;

    /// <summary>Record id of the escrow.</summary>
    public required Bytes32 EscrowId { get; init; }

    public override void Write(CanonicalWriter writer) => writer.Array(Fields).UInt(Version).Bytes(EscrowId);

    internal static EscrowWithdraw Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        return new EscrowWithdraw { EscrowId = reader.Bytes32() };
    }
}
