using System.Buffers.Binary;
using HospitalChain.Crypto;
using HospitalChain.Node.Login;
using HospitalChain.Node.Problems;
using HospitalChain.Node.Telemetry;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Codec;
using HospitalChain.Storage;

namespace HospitalChain.Node.Mail;

/// <summary>
/// Sealed mailboxes (chain.md §7). A letter is durable before its sender is told so. Boxes, senders and the whole office
/// are bounded; a full one refuses.
/// </summary>
public sealed class MailOffice
{
    /// <summary>A letter waits at most this long: thirty days, and a day for clocks that differ.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromDays(31);

    private const int LettersMax = 200_000;
    private const int BoxKeySize = 2 * Bytes32.Size;
    private const int TimeSize = 8;

    private readonly StoreEngine store;
    private readonly IKeyDirectory directory;
    private readonly IMailRelay relay;
    private readonly MailLimits limits;
    private readonly TimeProvider time;
    private readonly NodeMeters meters;
    private readonly MailGate? rules;
    private readonly Lock gate = new();
    private readonly MailCounts counts = new();

    public MailOffice(StoreEngine store, IKeyDirectory directory, IMailRelay relay, MailLimits limits, TimeProvider time, NodeMeters meters, MailGate? rules = null)
    {
        this.store = store;
        this.directory = directory;
        this.relay = relay;
        this.limits = limits;
        this.time = time;
        this.meters = meters;
        this.rules = rules;
        foreach (var entry in store.Scan(Table.MailExpiry, []))
        {
            counts.Change(new Bytes32(entry.Key.Span.Slice(TimeSize, Bytes32.Size)), new Bytes32(entry.Value.Span), 1);
        }
    }

    /// <summary>Takes a letter from a caller of this node: into a box here, or on its way.</summary>
    public async ValueTask<HttpRefusal?> PostAsync(MailLetter letter, CancellationToken cancellation)
    {
        var refusal = directory.RoleOf(letter.SenderChain, letter.Sender) is null
            ? Told(directory.EndOf(letter.SenderChain, letter.Sender)?.Reason) ?? MailRefusals.UnknownSender
            : RefusalOf(letter);
        refusal ??= Told(rules?.MayPost(letter));
        refusal ??= relay.IsHome(letter.RecipientChain) ? Keep(letter) : await relay.RelayAsync(letter, cancellation);
        meters.Mail(refusal?.Code ?? "OK");
        return refusal;
    }

    /// <summary>
    /// Takes a letter that a trusted peer relayed into a box here. That peer vouches that the sender is enrolled, since
    /// this node need not follow the sender's chain; all else is checked here again.
    /// </summary>
    public HttpRefusal? AcceptRelayed(MailLetter letter)
    {
        var refusal = RefusalOf(letter) ?? Keep(letter);
        meters.Mail(refusal?.Code ?? "OK");
        return refusal;
    }

    /// <summary>The letters in a box, oldest first.</summary>
    public IReadOnlyList<StoredLetter> List(Bytes32 recipient)
    {
        var now = Now();
        return store.Scan(Table.Mail, directory.PartyOf(recipient).ToArray())
            .Select(entry => Read(entry.Value.Span))
            .Where(stored => stored.Letter.ExpiryMillis > now)
            .OrderBy(stored => stored.ArrivedMillis).ThenBy(stored => stored.Letter.Id)
            .ToArray();
    }

    /// <summary>One letter, or null when it is not in that box or has expired.</summary>
    public StoredLetter? Fetch(Bytes32 recipient, Bytes32 id) =>
        store.Get(Table.Mail, BoxKey(directory.PartyOf(recipient), id)) is { } bytes && Read(bytes) is var stored && stored.Letter.ExpiryMillis > Now() ? stored : null;

    /// <summary>Removes a letter; false when there was none.</summary>
    public bool Delete(Bytes32 recipient, Bytes32 id)
    {
        lock (gate)
        {
            var box = directory.PartyOf(recipient);
            if (store.Get(Table.Mail, BoxKey(box, id)) is not { } bytes)
            {
                return false;
            }

            var letter = Read(bytes).Letter;
            Remove([(letter.ExpiryMillis, box, id, letter.Sender)]);
            return true;
        }
    }

    /// <summary>Removes expired letters and returns how many.</summary>
    public int DropExpired()
    {
        Span<byte> until = stackalloc byte[TimeSize];
        BinaryPrimitives.WriteUInt64BigEndian(until, Now() + 1);
        lock (gate)
        {
            var expired = store.ScanRange(Table.MailExpiry, [], until)
                .Select(entry => (
                    BinaryPrimitives.ReadUInt64BigEndian(entry.Key.Span),
                    new Bytes32(entry.Key.Span.Slice(TimeSize, Bytes32.Size)),
                    new Bytes32(entry.Key.Span.Slice(TimeSize + Bytes32.Size, Bytes32.Size)),
                    new Bytes32(entry.Value.Span)))
                .ToArray();
            Remove(expired);
            return expired.Length;
        }
    }

    /// <summary>What must hold of a letter wherever it goes, cheapest first.</summary>
    private HttpRefusal? RefusalOf(MailLetter letter)
    {
        var now = Now();
        return letter.Sealed.Length > MailLetter.SealedBytesMax ? MailRefusals.TooLarge
            : letter.Purpose.Length is 0 or > MailLetter.PurposeBytesMax || letter.Purpose.Any(c => c is < '!' or > '~') ? MailRefusals.BadPurpose
            : letter.ExpiryMillis <= now || letter.ExpiryMillis > now + (ulong)WaitMax.TotalMilliseconds ? MailRefusals.BadExpiry
            : relay.IsHome(letter.RecipientChain) && StrangerOf(letter) is { } stranger ? stranger
            : !letter.IsFiledAsSigned ? MailRefusals.BadEnvelope
            : Bip340.Verify(letter.Sender, letter.SignedMessage, letter.Signature) ? null
            : MailRefusals.BadSignature;
    }

    /// <summary>A box is its party's: letters to a key that was rotated away arrive, those to somebody who left do not.</summary>
    private HttpRefusal? StrangerOf(MailLetter letter)
    {
        var current = directory.CurrentOf(letter.RecipientChain, letter.Recipient);
        return directory.RoleOf(letter.RecipientChain, current) is not null ? null
            : Told(directory.EndOf(letter.RecipientChain, current)?.Reason) ?? MailRefusals.UnknownRecipient;
    }

    private HttpRefusal? Keep(MailLetter letter)
    {
        var box = directory.PartyOf(letter.Recipient);
        var key = BoxKey(box, letter.Id);
        var encoded = letter.Encode();
        lock (gate)
        {
            if (store.Get(Table.Mail, key) is { } present)
            {
                return Read(present).Letter.Encode().AsSpan().SequenceEqual(encoded) ? null : MailRefusals.IdTaken;
            }

            if (counts.OfBox(box) >= limits.LettersPerBox)
            {
                return MailRefusals.BoxFull;
            }

            if (counts.OfSender(letter.Sender) >= limits.LettersPerSender)
            {
                return MailRefusals.SenderFull;
            }

            if (counts.Total >= LettersMax)
            {
                return MailRefusals.OfficeFull;
            }

            var batch = new StoreBatch();
            if (Told(rules?.MayKeep(letter, batch)) is { } refused)
            {
                return refused;
            }

            batch.Put(Table.Mail, key, new CanonicalWriter().Array(2).Bytes(encoded).UInt(Now()).ToArray());
            batch.Put(Table.MailExpiry, ExpiryKey(letter.ExpiryMillis, box, letter.Id), letter.Sender.ToArray());
            store.Write(batch);
            counts.Change(box, letter.Sender, 1);
            return null;
        }
    }

    private static HttpRefusal? Told(RefusalReason? reason) =>
        reason is null ? null : HttpRefusal.Of(reason);

    private void Remove(IReadOnlyList<(ulong Expiry, Bytes32 Recipient, Bytes32 Id, Bytes32 Sender)> letters)
    {
        if (letters.Count == 0)
        {
            return;
        }

        var batch = new StoreBatch();
        foreach (var (expiry, recipient, id, _) in letters)
        {
            batch.Delete(Table.Mail, BoxKey(recipient, id));
            batch.Delete(Table.MailExpiry, ExpiryKey(expiry, recipient, id));
        }

        store.Write(batch);
        foreach (var (_, recipient, _, sender) in letters)
        {
            counts.Change(recipient, sender, -1);
        }
    }

    private ulong Now() => (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();

    private static StoredLetter Read(ReadOnlySpan<byte> value)
    {
        var reader = new CanonicalReader(value);
        reader.Array(2);
        var encoded = reader.Bytes(0, MailLetter.EncodedBytesMax);
        var arrived = reader.UInt(ulong.MaxValue);
        return reader.Complete && MailLetter.Decode(encoded) is { } letter
            ? new StoredLetter(letter, arrived)
            : throw new StoreException(StoreErrorCodes.Corrupt, "a stored letter cannot be read", "Run hchain node verify-store.");
    }

    private static byte[] BoxKey(Bytes32 recipient, Bytes32 id)
    {
        var key = new byte[BoxKeySize];
        recipient.CopyTo(key);
        id.CopyTo(key.AsSpan(Bytes32.Size));
        return key;
    }

    private static byte[] ExpiryKey(ulong expiry, Bytes32 recipient, Bytes32 id)
    {
        var key = new byte[TimeSize + BoxKeySize];
        BinaryPrimitives.WriteUInt64BigEndian(key, expiry);
        BoxKey(recipient, id).CopyTo(key.AsSpan(TimeSize));
        return key;
    }
}
