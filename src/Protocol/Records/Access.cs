using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>
/// A read or a refused read (P21 §4.1), by the proxy or the store that answered: the reader's own request, and what
/// was done about it. Refusals of one reader for one record within an hour are merged and counted.
/// </summary>
public sealed class Access : RecordBody
{
    private const int Fields = 5;

    public override string Kind => RecordKinds.Access;

    public required AccessRequest Request { get; init; }

    /// <summary>It was delivered.</summary>
    public required bool Delivered { get; init; }

    /// <summary>Code of the refusal; empty when delivered.</summary>
    public required string RefusalCode { get; init; }

    /// <summary>How many requests this record stands for, at least 1; always 1 when delivered.</summary>
    public required uint Requests { get; init; }

    public override void Write(CanonicalWriter writer)
    {
        writer.Array(Fields).UInt(Version);
        Request.Write(writer);
        writer.Bool(Delivered).Text(RefusalCode).UInt(Requests);
    }

    internal static Access Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        var access = new Access
        {
            Request = AccessRequest.Read(ref reader),
            Delivered = reader.Bool(),
            RefusalCode = reader.Text(RecordLimits.CodeBytesMax),
            Requests = (uint)reader.UInt(uint.MaxValue),
        };
        if (access.Requests == 0 || access.Delivered != (access.RefusalCode.Length == 0) || (access.Delivered && access.Requests != 1))
        {
            reader.Fail();
        }

        return access;
    }
}
