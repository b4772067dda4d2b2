using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Flows;

/// <summary>
/// Mails that a run has taken, by <see cref="SignedMail.SealedHash"/>, the newest 64. The same mail read again after a
/// crash changes nothing; the same words in another mail are a replay.
/// </summary>
internal sealed class MailLog
{
    private readonly Bytes32[] taken;

    private MailLog(Bytes32[] taken) => this.taken = taken;

    public static MailLog Empty { get; } = new([]);

    public bool Knows(Bytes32 mail) => taken.Contains(mail);

    public MailLog With(Bytes32 mail) => new([.. taken.Skip(Math.Max(0, taken.Length + 1 - FlowLimits.MailsRememberedMax)), mail]);

    public void Write(CanonicalWriter writer) => Proofs.HashListCodec.Write(writer, taken);

    public static MailLog Read(ref CanonicalReader reader) => new(Proofs.HashListCodec.Read(ref reader, FlowLimits.MailsRememberedMax));
}
