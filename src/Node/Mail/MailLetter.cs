using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Flows;

namespace HospitalChain.Node.Mail;

/// <summary>
/// Sealed bytes on their way from one key to another. Purpose and id are bound inside the seal (aad, crypto.md §3), the
/// rest by the sender's signature MAIL.
/// </summary>
/// <param name="Id">Chosen by the sender at random; posting the same letter again changes nothing.</param>
/// <param name="SenderChain">Chain that knows <paramref name="Sender"/>; MAIL is signed for it.</param>
/// <param name="RecipientChain">Chain that knows <paramref name="Recipient"/>.</param>
public sealed record MailLetter(
    Bytes32 Id, string Purpose, Bytes32 SenderChain, Bytes32 Sender, Bytes32 RecipientChain, Bytes32 Recipient,
    ulong ExpiryMillis, ReadOnlyMemory<byte> Sealed, Signature64 Signature)
{
    /// <summary>Most sealed bytes in a letter.</summary>
    public const int SealedBytesMax = 64 << 10;

    public const int PurposeBytesMax = 32;

    /// <summary>Most bytes of an encoded letter: a peer frame that carries one is no larger.</summary>
    public const int EncodedBytesMax = SealedBytesMax + 512;

    private const int FormatVersion = 1;
    private const int Fields = 10;

    /// <summary>What the sender signs.</summary>
    public Bytes32 SignedMessage => Crypto.SignedMessage.Mail(SenderChain, Recipient, new Bytes32(SHA256.HashData(Sealed.Span)), ExpiryMillis);

    /// <summary>
    /// What stands outside the signature is what the signed envelope says: else whoever relays a letter could file it under
    /// many ids or another purpose, and fill or blind a box with a stranger's signature.
    /// </summary>
    public bool IsFiledAsSigned =>
        SignedMail.Assemble(SenderChain, Sealed.Span, ExpiryMillis, Signature).Value is { } mail
        && mail.Id == Id && mail.Sender == Sender && mail.Recipient == Recipient && string.Equals(mail.Purpose, Purpose, StringComparison.Ordinal);

    public byte[] Encode() => new CanonicalWriter().Array(Fields)
        .UInt(FormatVersion).Bytes(Id).Text(Purpose).Bytes(SenderChain).Bytes(Sender).Bytes(RecipientChain).Bytes(Recipient)
        .UInt(ExpiryMillis).Bytes(Sealed.Span).Bytes(Signature).ToArray();

    /// <summary>Reads exactly what <see cref="Encode"/> writes, within the limits; null for anything else.</summary>
    public static MailLetter? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > EncodedBytesMax)
        {
            return null;
        }

        var reader = new CanonicalReader(bytes);
        reader.Array(Fields);
        reader.Version(FormatVersion);
        var letter = new MailLetter(
            reader.Bytes32(), reader.Text(PurposeBytesMax), reader.Bytes32(), reader.Bytes32(), reader.Bytes32(), reader.Bytes32(),
            reader.UInt(ulong.MaxValue), reader.Bytes(0, SealedBytesMax).ToArray(), reader.Signature());
        return reader.Complete ? letter : null;
    }
}
