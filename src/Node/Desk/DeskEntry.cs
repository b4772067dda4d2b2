using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Desk;

/// <summary>
/// One ticket and all that came of it. Its bytes hold α and are stored encrypted only. Canonical: [1, stage, α,
/// reference, issued, registration, registered, record, letters sent,
/// refusal code], what is missing empty or zero.
/// </summary>
public sealed record DeskEntry
{
    /// <summary>The longest reference the desk may put on a ticket.</summary>
    public const int ReferenceBytesMax = 64;

    private const ulong Version = 1;
    private const int Fields = 10;
    private const int RegistrationBytesMax = 8192;

    public required DeskStage Stage { get; init; }

    /// <summary>α, 32 bytes.</summary>
    public required ReadOnlyMemory<byte> Alpha { get; init; }

    /// <summary>The desk's own note, or empty.</summary>
    public required string Reference { get; init; }

    public required ulong IssuedMillis { get; init; }

    /// <summary>What the patient sent; null until then.</summary>
    public Registration? Registration { get; init; }

    public ulong RegisteredMillis { get; init; }

    /// <summary>The signed register-visit; null until doctors are assigned.</summary>
    public Record? Record { get; init; }

    /// <summary>Letters of the visit that were posted: to each doctor in order, then to the patient.</summary>
    public uint LettersSent { get; init; }

    /// <summary>Why an earlier assignment came to nothing, or empty.</summary>
    public string RefusalCode { get; init; } = string.Empty;

    public Bytes32 EvidenceHash => Evidence.Hash(Alpha.Span);

    /// <summary>Holds α: encrypt, then zero.</summary>
    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version).UInt((ulong)Stage).Bytes(Alpha.Span).Text(Reference)
        .UInt(IssuedMillis).Bytes(Registration is null ? default : Registration.ToBytes()).UInt(RegisteredMillis).Bytes(Record is null ? default : Record.Bytes.Span)
        .UInt(LettersSent).Text(RefusalCode).ToArrayAndClear();

    /// <exception cref="InvalidDataException">Damage: only this node writes entries.</exception>
    public static DeskEntry Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new CanonicalReader(bytes);
        reader.Array(Fields);
        reader.Version(Version);
        var stage = (DeskStage)reader.UInt((ulong)DeskStage.Done);
        var alpha = reader.Fixed(Evidence.AlphaSize);
        var reference = reader.Text(ReferenceBytesMax);
        var issued = reader.UInt(ulong.MaxValue);
        var registration = reader.Bytes(0, RegistrationBytesMax);
        var registered = reader.UInt(ulong.MaxValue);
        var record = reader.Bytes(0, RecordLimits.RecordBytesMax);
        var letters = (uint)reader.UInt(RecordLimits.DoctorsPerVisitMax + 1);
        var code = reader.Text(RecordLimits.CodeBytesMax);
        return !reader.Complete ? throw new InvalidDataException("a desk entry does not parse") : new DeskEntry
        {
            Stage = stage,
            Alpha = alpha,
            Reference = reference,
            IssuedMillis = issued,
            Registration = registration.IsEmpty ? null : Registration.Parse(registration).OrThrow(),
            RegisteredMillis = registered,
            Record = record.IsEmpty ? null : Record.Parse(record).OrThrow(),
            LettersSent = letters,
            RefusalCode = code,
        };
    }

    public override string ToString() => $"DeskEntry {Stage}"; // never α
}
