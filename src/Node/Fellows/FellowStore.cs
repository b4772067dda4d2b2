using System.Text;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows.Fellows;
using HospitalChain.Storage;

namespace HospitalChain.Node.Fellows;

/// <summary>Patients' offers by visit key, and who asked whom of late, durable. Used under its owner's lock.</summary>
internal sealed class FellowStore(StoreEngine engine)
{
    private static readonly byte[] OfferPrefix = Encoding.ASCII.GetBytes("fellow-offer/");
    private static readonly byte[] OfferEnd = Encoding.ASCII.GetBytes("fellow-offer0"); // the byte after the prefix's slash
    private static readonly byte[] AskedPrefix = Encoding.ASCII.GetBytes("fellow-asked/");
    private static readonly byte[] AskingPrefix = Encoding.ASCII.GetBytes("fellow-asking/");

    public FellowOffer? Offer(Bytes32 visitKey) => engine.Get(Table.Node, [.. OfferPrefix, .. visitKey.ToArray()]) is { } bytes ? Read(bytes) : null;

    /// <summary>Offers by visit key, above <paramref name="after"/>.</summary>
    public IEnumerable<(Bytes32 VisitKey, FellowOffer Offer)> Offers(Bytes32 after) =>
        engine.ScanRange(Table.Node, [.. OfferPrefix, .. after.ToArray(), 0], OfferEnd)
            .Select(entry => (new Bytes32(entry.Key.Span[OfferPrefix.Length..]), Read(entry.Value.Span)));

    public void Put(Bytes32 visitKey, FellowOffer offer)
    {
        var batch = new StoreBatch();
        batch.Put(Table.Node, [.. OfferPrefix, .. visitKey.ToArray()], offer.ToBytes());
        engine.Write(batch);
    }

    public void Remove(IEnumerable<Bytes32> visitKeys)
    {
        var batch = new StoreBatch();
        foreach (var key in visitKeys)
        {
            batch.Delete(Table.Node, [.. OfferPrefix, .. key.ToArray()]);
        }

        if (batch.Count > 0)
        {
            engine.Write(batch);
        }
    }

    /// <summary>How often a patient was asked.</summary>
    public FellowTries Asked(Bytes32 visitKey) => Tries(AskedPrefix, visitKey);

    /// <summary>How often a patient asked, at this node.</summary>
    public FellowTries Asking(Bytes32 visitKey) => Tries(AskingPrefix, visitKey);

    public static void PutAsked(StoreBatch batch, Bytes32 visitKey, FellowTries tries) => batch.Put(Table.Node, [.. AskedPrefix, .. visitKey.ToArray()], tries.ToBytes());

    public static void PutAsking(StoreBatch batch, Bytes32 visitKey, FellowTries tries) => batch.Put(Table.Node, [.. AskingPrefix, .. visitKey.ToArray()], tries.ToBytes());

    /// <summary>Forgets counts that are over: a visit is asked for some days and then never again.</summary>
    public void DropOld(ulong nowMillis)
    {
        var batch = new StoreBatch();
        foreach (var prefix in (byte[][])[AskedPrefix, AskingPrefix])
        {
            foreach (var entry in engine.Scan(Table.Node, prefix))
            {
                if (Parse(entry.Value.Span).At(nowMillis).Counted.Count == 0)
                {
                    batch.Delete(Table.Node, entry.Key.Span);
                }
            }
        }

        if (batch.Count > 0)
        {
            engine.Write(batch);
        }
    }

    private FellowTries Tries(byte[] prefix, Bytes32 key) => engine.Get(Table.Node, [.. prefix, .. key.ToArray()]) is { } bytes ? Parse(bytes) : FellowTries.None;

    private static FellowTries Parse(ReadOnlySpan<byte> bytes) => FellowTries.Parse(bytes) ?? throw Damaged();

    private static FellowOffer Read(ReadOnlySpan<byte> bytes) => FellowOffer.Parse(bytes).Value ?? throw Damaged();

    private static StoreException Damaged() => new(StoreErrorCodes.Corrupt, "an offer or count of patients' sessions cannot be read", "Run hchain node verify-store.");
}
