using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>
/// A document was erased: the order and every holder's signed confirmation. From its block on nothing of the document is
/// delivered, and a store that finds its content again, in a backup for example, destroys it.
/// </summary>
public sealed class Erasure : RecordBody
{
    private const int Fields = 2;

    public override string Kind => RecordKinds.Erasure;

    public required ErasureCertificate Certificate { get; init; }

    public override void Write(CanonicalWriter writer)
    {
        writer.Array(Fields).UInt(Version);
        Certificate.Write(writer);
    }

    internal static Erasure Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        return new Erasure { Certificate = ErasureCertificate.Read(ref reader) };
    }
}
