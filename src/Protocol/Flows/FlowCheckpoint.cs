using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Flows;

/// <summary>
/// What a party makes durable in one write before anything of it leaves: a run, and the mails that it still has to post,
/// sealed. After a crash the very same mails are posted again, which changes nothing for who has them; new ones would look
/// like a replay. Canonical: [1, run, [mail, …]]. Its bytes hold secrets: they are stored encrypted only.
/// </summary>
public sealed class FlowCheckpoint
{
    private const ulong Version = 1;
    private const int Fields = 3;
    private const int RunBytesMax = 4 * 1024 * 1024;
    private const int MailsMax = 64;

    /// <summary>A run's bytes.</summary>
    public required ReadOnlyMemory<byte> Run { get; init; }

    /// <summary>Canonical <see cref="SignedMail"/>s not known to be posted.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Outbox { get; init; }

    public static Parsed<FlowCheckpoint> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var run = reader.Bytes(1, RunBytesMax).ToArray();
        var outbox = new ReadOnlyMemory<byte>[reader.List(0, MailsMax)];
        for (var i = 0; i < outbox.Length; i++)
        {
            outbox[i] = reader.Bytes(1, FlowLimits.MailBytesMax).ToArray();
        }

        return reader.Complete ? new FlowCheckpoint { Run = run, Outbox = outbox } : Refusals.Malformed.With("checkpoint");
    }

    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).Bytes(Run.Span).Array(Outbox.Count);
        foreach (var mail in Outbox)
        {
            writer.Bytes(mail.Span);
        }

        return writer.ToArrayAndClear();
    }

    public override string ToString() => "FlowCheckpoint";
}
