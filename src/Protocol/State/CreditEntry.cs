using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.State;

/// <summary>A doctor's credit.</summary>
/// <param name="Points">What is left.</param>
/// <param name="ExpelledAtHeight">Height of the block that expelled the doctor; 0 while in good standing.</param>
public readonly record struct CreditEntry(uint Points, ulong ExpelledAtHeight)
{
    private const ulong Version = 1;
    private const int Fields = 3;

    public bool Expelled => ExpelledAtHeight != 0;

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version).UInt(Points).UInt(ExpelledAtHeight).ToArray();

    public static CreditEntry? Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new CanonicalReader(bytes);
        reader.Array(Fields);
        reader.Version(Version);
        var entry = new CreditEntry((uint)reader.UInt(uint.MaxValue), reader.UInt(ulong.MaxValue));
        return reader.Complete ? entry : null;
    }
}
