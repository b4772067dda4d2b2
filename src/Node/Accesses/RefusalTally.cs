using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Accesses;

/// <summary>Refused requests of one reader for one record, of one hour.</summary>
/// <param name="SinceMillis">When the hour began.</param>
/// <param name="Unrecorded">How many no access record counts yet.</param>
/// <param name="FirstIsRecorded">The first of the hour was recorded at once.</param>
/// <param name="Latest">The newest request.</param>
internal sealed record RefusalTally(ulong SinceMillis, uint Unrecorded, bool FirstIsRecorded, string Code, AccessRequest Latest)
{
    private const ulong Version = 1;
    private const int Fields = 6;

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).UInt(SinceMillis).UInt(Unrecorded).Bool(FirstIsRecorded).Text(Code);
        Latest.Write(writer);
        return writer.ToArray();
    }

    public static RefusalTally Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new CanonicalReader(bytes);
        reader.Array(Fields);
        reader.Version(Version);
        var tally = new RefusalTally(
            reader.UInt(ulong.MaxValue), (uint)reader.UInt(uint.MaxValue), reader.Bool(), reader.Text(RecordLimits.CodeBytesMax), AccessRequest.Read(ref reader));
        return reader.Complete ? tally : throw new InvalidDataException("a tally of refusals does not parse");
    }
}
