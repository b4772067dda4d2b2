using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Flows;

/// <summary>
/// Mail between parties (crypto.md §3 Sealing): HPKE with aad msg(purpose, sender's key, recipient's key, id), in an
/// envelope that names those four, and the sender's MAIL signature over the envelope. Envelope: [1, purpose, sender,
/// recipient, id, ciphertext]; mail: [1, sender's chain, envelope, expiry, signature]. Parsed only: <see cref="Open"/>
/// checks the signature before it opens anything.
/// </summary>
public sealed class SignedMail
{
    private const ulong Version = 1;
    private const int Fields = 5;
    private const int EnvelopeFields = 6;
    private readonly byte[] envelopeBytes;
    private readonly byte[] sealedContent;

    private SignedMail(Bytes32 chainId, string purpose, Bytes32 sender, Bytes32 recipient, Bytes32 id, byte[] envelope, byte[] ciphertext, ulong expiryMillis, Signature64 signature)
    {
        ChainId = chainId;
        Purpose = purpose;
        Sender = sender;
        Recipient = recipient;
        Id = id;
        envelopeBytes = envelope;
        sealedContent = ciphertext;
        ExpiryMillis = expiryMillis;
        Signature = signature;
    }

    /// <summary>The chain on which the sender's key is known.</summary>
    public Bytes32 ChainId { get; }

    /// <summary>One of <see cref="MailPurposes"/>.</summary>
    public string Purpose { get; }

    public Bytes32 Sender { get; }

    public Bytes32 Recipient { get; }

    /// <summary>Chosen by the sender; ties the sealing to this mail.</summary>
    public Bytes32 Id { get; }

    /// <summary>The canonical envelope: what MAIL signs the SHA-256 of.</summary>
    public ReadOnlyMemory<byte> Sealed => envelopeBytes;

    /// <summary>SHA-256 of <see cref="Sealed"/>, by which mailboxes name it.</summary>
    public Bytes32 SealedHash => new(SHA256.HashData(envelopeBytes));

    /// <summary>First millisecond at which nobody should act on it any more.</summary>
    public ulong ExpiryMillis { get; }

    public Signature64 Signature { get; }

    /// <summary>Seals and signs.</summary>
    /// <param name="letter">From whom, to whom, what for.</param>
    /// <param name="sender">The sender's signing key.</param>
    /// <param name="recipientSealing">The recipient's sealing key, from the chain.</param>
    /// <param name="plaintext">Zeroed by the caller where it is secret.</param>
    public static SignedMail Write(MailLetter letter, SigningKey sender, SealingPublicKey recipientSealing, ReadOnlySpan<byte> plaintext)
    {
        var aad = Aad(letter.Purpose, sender.PublicKey, letter.Recipient, letter.Id);
        var ciphertext = Sealing.Seal(recipientSealing, letter.Purpose, plaintext, aad);
        var envelope = new CanonicalWriter().Array(EnvelopeFields).UInt(Version)
            .Text(letter.Purpose).Bytes(sender.PublicKey).Bytes(letter.Recipient).Bytes(letter.Id).Bytes(ciphertext).ToArray();
        var signature = sender.Sign(Message(letter.ChainId, letter.Recipient, envelope, letter.ExpiryMillis));
        return new SignedMail(letter.ChainId, letter.Purpose, sender.PublicKey, letter.Recipient, letter.Id, envelope, ciphertext, letter.ExpiryMillis, signature);
    }

    /// <summary>Accepts exactly the canonical bytes of a mail.</summary>
    public static Parsed<SignedMail> Parse(ReadOnlySpan<byte> input)
    {
        if (input.Length > FlowLimits.MailBytesMax)
        {
            return Refusals.MailTooLarge.With($"{input.Length} bytes, limit {FlowLimits.MailBytesMax}");
        }

        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var chainId = reader.Bytes32();
        var envelope = reader.Bytes(0, FlowLimits.MailBytesMax).ToArray();
        var expiry = reader.UInt(ulong.MaxValue);
        var signature = reader.Signature();
        return reader.Complete ? Assemble(chainId, envelope, expiry, signature) : Refusals.Malformed.With("mail");
    }

    /// <summary>A mail from the parts of a POST /v1/mail.</summary>
    public static Parsed<SignedMail> Assemble(Bytes32 chainId, ReadOnlySpan<byte> envelope, ulong expiryMillis, Signature64 signature)
    {
        if (envelope.Length > FlowLimits.MailBytesMax)
        {
            return Refusals.MailTooLarge.With($"{envelope.Length} bytes, limit {FlowLimits.MailBytesMax}");
        }

        var reader = new CanonicalReader(envelope);
        reader.Array(EnvelopeFields);
        reader.Version(Version);
        var purpose = reader.Text(FlowLimits.PurposeBytesMax);
        var sender = reader.Bytes32();
        var recipient = reader.Bytes32();
        var id = reader.Bytes32();
        var ciphertext = reader.Bytes(Sealing.OverheadBytes, FlowLimits.MailBytesMax).ToArray();
        return reader.Complete
            ? new SignedMail(chainId, purpose, sender, recipient, id, envelope.ToArray(), ciphertext, expiryMillis, signature)
            : Refusals.Malformed.With("mail envelope");
    }

    /// <summary>The signature is the sender's. That the sender is known to <see cref="ChainId"/> is for the caller to see to.</summary>
    public bool SignatureIsValid() => Bip340.Verify(Sender, Message(ChainId, Recipient, envelopeBytes, ExpiryMillis), Signature);

    /// <summary>Checks signature, purpose and expiry, then opens.</summary>
    /// <param name="key">The recipient's sealing key.</param>
    /// <param name="purpose">What the reader expects it to be for.</param>
    /// <param name="nowMillis">Milliseconds since 1970.</param>
    public Parsed<byte[]> Open(SealingKey key, string purpose, ulong nowMillis)
    {
        if (Purpose != purpose)
        {
            return Refusals.MailUnreadable.With($"{Purpose} where {purpose} was expected");
        }

        if (!SignatureIsValid())
        {
            return Refusals.MailSignatureInvalid.With($"sender {Sender}");
        }

        if (ExpiryMillis <= nowMillis)
        {
            return Refusals.MailExpired;
        }

        return Sealing.TryOpen(key, Purpose, sealedContent, Aad(Purpose, Sender, Recipient, Id), out var plaintext)
            ? plaintext
            : Refusals.MailUnreadable.With("not sealed to this key");
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version)
        .Bytes(ChainId).Bytes(envelopeBytes).UInt(ExpiryMillis).Bytes(Signature).ToArray();

    private static byte[] Aad(string purpose, Bytes32 sender, Bytes32 recipient, Bytes32 id) =>
        Transcript.Join(System.Text.Encoding.ASCII.GetBytes(purpose), sender.ToArray(), recipient.ToArray(), id.ToArray());

    private static Bytes32 Message(Bytes32 chainId, Bytes32 recipient, ReadOnlySpan<byte> envelope, ulong expiryMillis) =>
        SignedMessage.Mail(chainId, recipient, new Bytes32(SHA256.HashData(envelope)), expiryMillis);
}
