using HospitalChain.Node.Mail;
using HospitalChain.Node.Peers;

namespace HospitalChain.Node.Services;

/// <summary>Letters on their way between nodes.</summary>
internal sealed record MailExchange(PeerExchange Exchange)
{
    public static readonly PeerFrameKind Question = new(32, "mail", PeerExchange.NumberBytes + MailLetter.EncodedBytesMax);
    public static readonly PeerFrameKind Answer = new(33, "mail-receipt", PeerExchange.NumberBytes + RelayReceipt.BytesMax);
}
