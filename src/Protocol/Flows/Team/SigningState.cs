using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows.Team;

/// <summary>
/// What a <see cref="SigningRun"/> keeps. Canonical: [1, stage, terms, place, attempts signed, requests made, previous step's
/// record id or zero, previous signature or empty, previous attempt or 0, own step's record or empty, mails taken, code,
/// content].
/// </summary>
internal sealed record SigningState(TeamTerms Terms, uint Place)
{
    private const ulong Version = 1;
    private const int Fields = 13;

    public SigningStage Stage { get; init; }

    public uint Attempts { get; init; }

    public uint Requests { get; init; }

    public Bytes32 PreviousId { get; init; }

    public ReadOnlyMemory<byte> PreviousSignature { get; init; }

    public uint PreviousAttempt { get; init; }

    public Record? Step { get; init; }

    public MailLog Mails { get; init; } = MailLog.Empty;

    public string Code { get; init; } = string.Empty;

    public TeamContent Content { get; init; } = TeamContent.Empty;

    public static SigningState? Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var stage = (SigningStage)reader.UInt((ulong)SigningStage.Ended);
        var terms = TeamTerms.Read(ref reader);
        var place = (uint)reader.UInt(RecordLimits.TeamSizeMax);
        if (terms is null || place == 0 || place > terms.Size)
        {
            return null;
        }

        var state = new SigningState(terms, place)
        {
            Stage = stage,
            Attempts = (uint)reader.UInt(RecordLimits.TeamResignMax + 1),
            Requests = (uint)reader.UInt(RecordLimits.TeamResignMax),
            PreviousId = reader.Bytes32(),
            PreviousSignature = reader.Bytes(0, RecordLimits.TeamSignatureBytes).ToArray(),
            PreviousAttempt = (uint)reader.UInt(uint.MaxValue),
            Step = ReadStep(ref reader),
            Mails = MailLog.Read(ref reader),
            Code = reader.Text(RecordLimits.CodeBytesMax),
            Content = TeamContent.Read(ref reader),
        };
        return reader.Complete && state.IsWhole() ? state : null;
    }

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).UInt((ulong)Stage);
        Terms.Write(writer);
        writer.UInt(Place).UInt(Attempts).UInt(Requests).Bytes(PreviousId).Bytes(PreviousSignature.Span).UInt(PreviousAttempt)
            .Bytes(Step is null ? default : Step.Bytes.Span);
        Mails.Write(writer);
        writer.Text(Code);
        Content.Write(writer);
        return writer.ToArrayAndClear();
    }

    private static Record? ReadStep(ref CanonicalReader reader)
    {
        var bytes = reader.Bytes(0, FlowLimits.TeamStepRecordBytesMax);
        if (bytes.IsEmpty)
        {
            return null;
        }

        var step = Record.Parse(bytes).Value;
        if (step is not { Body: TeamStep })
        {
            reader.Fail();
        }

        return step;
    }

    /// <summary>What each stage must have.</summary>
    private bool IsWhole()
    {
        var continues = !PreviousId.IsZero && PreviousSignature.Length == RecordLimits.TeamSignatureBytes && PreviousAttempt > 0;
        var begins = PreviousId.IsZero && PreviousSignature.IsEmpty && PreviousAttempt == 0;
        var isFirst = Place == 1;
        return (Stage == SigningStage.Ended) == (Code.Length > 0)
            && (begins || (continues && !isFirst))
            && Stage switch
            {
                SigningStage.Waiting => begins && !isFirst && Step is null,
                SigningStage.Ready => (isFirst || continues) && Content.Parts.Count >= (int)Place - 1,
                SigningStage.Signed => (isFirst || continues) && Step is not null && Content.Parts.Count == (int)Place,
                _ => true,
            };
    }
}
