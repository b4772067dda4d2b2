using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Bench;

/// <summary>
/// Adds up what each party sends in each phase: the very bytes that a node is handed, each beside what they say before
/// they are sealed and signed.
/// </summary>
internal sealed class SentBytes(World world)
{
    private readonly List<Entry> entries = [];
    private uint mails;

    public Bytes32 ChainId => world.HospitalGenesis.ChainId;

    /// <summary>A record, beside its body.</summary>
    public void Record(string phase, string party, Record record)
    {
        var body = new CanonicalWriter();
        record.Body.Write(body);
        Add(phase, party, record.Bytes.Length, body.ToArray().Length);
    }

    /// <summary>A sealed and signed mail, beside what it says.</summary>
    public void Mail(string phase, string party, string purpose, SigningKey sender, Party recipient, ReadOnlySpan<byte> content) =>
        Mail(phase, party, purpose, sender, recipient.Key, recipient.Sealing, content);

    /// <summary>The same to a visit's keys.</summary>
    public void Mail(string phase, string party, string purpose, SigningKey sender, Visit recipient, ReadOnlySpan<byte> content) =>
        Mail(phase, party, purpose, sender, recipient.Signing.PublicKey, recipient.Sealing, content);

    /// <summary>Anything else that goes as it is.</summary>
    public void Plain(string phase, string party, ReadOnlySpan<byte> bytes) => Add(phase, party, bytes.Length, bytes.Length);

    /// <summary>One row for each party of each phase, in the order in which they first sent.</summary>
    public IEnumerable<BenchRow> Rows(string suite, int? doctors) => entries.Select(entry => new BenchRow(
        $"{suite} {entry.Phase}: {entry.Party}", entry.Sent, "bytes", entry.Said, "what mails say and records carry, without seal and signature") { Column = doctors });

    private void Mail(string phase, string party, string purpose, SigningKey sender, Bytes32 recipient, SealingKey sealing, ReadOnlySpan<byte> content)
    {
        var letter = new MailLetter(purpose, ChainId, recipient, Transcript.Of("BENCH").AddU32(++mails).Hash32(), World.StartMillis + 86_400_000);
        Add(phase, party, SignedMail.Write(letter, sender, sealing.PublicKey, content).ToBytes().Length, content.Length);
    }

    private void Add(string phase, string party, int sent, int said)
    {
        var at = entries.FindIndex(entry => entry.Phase == phase && entry.Party == party);
        if (at < 0)
        {
            entries.Add(new Entry(phase, party, sent, said));
        }
        else
        {
            entries[at] = entries[at] with { Sent = entries[at].Sent + sent, Said = entries[at].Said + said };
        }
    }

    private sealed record Entry(string Phase, string Party, int Sent, int Said);
}
