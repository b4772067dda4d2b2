using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Node.Login;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Fellows;
using HospitalChain.Storage;
using MailLetter = HospitalChain.Node.Mail.MailLetter;

namespace HospitalChain.Node.Fellows;

/// <summary>
/// Which patients allow being asked by another (L19-F), and how often each was (crypto.md §9): every ask lets somebody test
/// one guess of the symptom, so a box takes only as many in 24 hours as its patient allowed. The count is in one write with
/// the letter. Thread-safe.
/// </summary>
internal sealed class FellowOffice(StoreEngine engine, ILedgers ledgers, TimeProvider time)
{
    /// <summary>Offers on one page of the list.</summary>
    public const int PageMax = 100;

    private const int OffersMax = 100_000;

    private readonly FellowStore store = new(engine);
    private readonly Lock gate = new();
    private int? offers;

    /// <summary>The visit's patient allows it. Saying it again replaces what was said before; an older word changes nothing.</summary>
    public Refusal? Offer(Caller caller, FellowOffer offer)
    {
        if (offer.ChainId != caller.ChainId || VisitOf(caller.ChainId, caller.Key) is not { } pid || !pid.Span.SequenceEqual(offer.Pid.Span))
        {
            return Refusals.FellowOfferInvalid.With("it is not of the caller's open visit");
        }

        if (offer.Refuses(caller.Key, Now()) is { } refusal)
        {
            return refusal;
        }

        lock (gate)
        {
            var before = store.Offer(caller.Key);
            if (before is not null && before.SinceMillis > offer.SinceMillis)
            {
                return Refusals.FellowOfferInvalid.With("a later one stands");
            }

            offers ??= store.Offers(Bytes32.Zero).Count();
            if (before is null && offers >= OffersMax)
            {
                return Refusals.Busy.With("offers");
            }

            store.Put(caller.Key, offer);
            offers += before is null ? 1 : 0;
            return null;
        }
    }

    /// <summary>The visit's patient no longer allows it. What was counted stays counted.</summary>
    public void Withdraw(Caller caller)
    {
        lock (gate)
        {
            if (store.Offer(caller.Key) is not null)
            {
                store.Remove([caller.Key]);
                offers--;
            }
        }
    }

    /// <summary>Offers that stand, by visit key, above <paramref name="after"/>: one page.</summary>
    public IReadOnlyList<(Bytes32 VisitKey, FellowOffer Offer)> List(Bytes32 after)
    {
        var now = Now();
        lock (gate)
        {
            return [.. store.Offers(after).Where(entry => entry.Offer.UntilMillis > now && VisitOf(entry.Offer.ChainId, entry.VisitKey) is not null).Take(PageMax)];
        }
    }

    /// <summary>What stands for a visit, and who asked it of late.</summary>
    public (FellowOffer? Offer, FellowTries Tries) Of(Bytes32 visitKey)
    {
        lock (gate)
        {
            var offer = store.Offer(visitKey);
            return (offer?.UntilMillis > Now() ? offer : null, store.Asked(visitKey).At(Now()));
        }
    }

    /// <summary>A caller of this node posts a letter: asks of one patient are few a day.</summary>
    public RefusalReason? MayPost(MailLetter letter) => Count(letter, letter.Sender, letter.Recipient, FellowLimits.AsksMax, asking: true, batch: null);

    /// <summary>A letter goes into a box here, in one write with what this adds to <paramref name="batch"/>.</summary>
    public RefusalReason? MayKeep(MailLetter letter, StoreBatch batch)
    {
        if (letter.Purpose != MailPurposes.FellowAsk)
        {
            return null;
        }

        FellowOffer? offer;
        lock (gate)
        {
            offer = store.Offer(letter.Recipient);
        }

        return offer is null || offer.UntilMillis <= Now() || VisitOf(offer.ChainId, letter.Recipient) is null
            ? Refusals.FellowNotOffered
            : Count(letter, letter.Recipient, letter.Sender, (int)offer.TriesPerDay, asking: false, batch);
    }

    /// <summary>Forgets what is over.</summary>
    public void DropOld()
    {
        var now = Now();
        lock (gate)
        {
            Bytes32[] over = [.. store.Offers(Bytes32.Zero).Where(entry => entry.Offer.UntilMillis <= now).Select(entry => entry.VisitKey)];
            store.Remove(over);
            offers = null;
            store.DropOld(now);
        }
    }

    private RefusalReason? Count(MailLetter letter, Bytes32 counted, Bytes32 other, int max, bool asking, StoreBatch? batch)
    {
        if (letter.Purpose != MailPurposes.FellowAsk)
        {
            return null;
        }

        lock (gate)
        {
            var now = Now();
            var bytes = new Bytes32(SHA256.HashData(letter.Sealed.Span)); // the id is the sender's choice: another letter may bear it again
            var tries = (asking ? store.Asking(counted) : store.Asked(counted)).At(now);
            if (tries.Has(bytes))
            {
                return null; // the same letter posted again
            }

            var refused = tries.Counted.Count >= max;
            var next = refused ? tries.WithRefusal() : tries.With(now, bytes, other);
            var write = refused || batch is null ? new StoreBatch() : batch;
            if (asking)
            {
                FellowStore.PutAsking(write, counted, next);
            }
            else
            {
                FellowStore.PutAsked(write, counted, next);
            }

            if (write != batch)
            {
                engine.Write(write);
            }

            return refused ? Refusals.FellowTriesExhausted : null;
        }
    }

    /// <summary>PID of the open visit whose key this is; null where there is none on a chain kept here.</summary>
    private ReadOnlyMemory<byte>? VisitOf(Bytes32 chainId, Bytes32 visitKey) =>
        ledgers.Find(chainId)?.State.Entries is { } entries && entries.VisitAuthoredBy(visitKey) is { } pid && entries.Visit(pid.Span) is { Closed: false }
            ? (ReadOnlyMemory<byte>?)pid
            : null;

    private ulong Now() => (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
}
