using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Storage;

namespace HospitalChain.Node.Pre;

/// <summary>
/// Letters whose place in a share another sender took before any grant said whose it is: kept as they came, sealed, on the disk,
/// and tried again until one of the two is known to be the right one. So nobody shuts another out by writing first. Thread-safe.
/// </summary>
public sealed class ContestedLetters(StoreEngine engine)
{
    private static ReadOnlySpan<byte> Prefix => "pre/contested/"u8;

    /// <summary>In the order of their senders.</summary>
    public IReadOnlyList<SignedMail> All() => [.. Scan(Prefix)];

    /// <summary>On the disk when this is true; false when this sender has as many there as it may.</summary>
    public bool TryKeep(SignedMail mail)
    {
        if (Scan(SenderKey(mail.Sender)).Take(ShareKeeper.WaitingPerSenderMax).Count() == ShareKeeper.WaitingPerSenderMax)
        {
            return false;
        }

        var batch = new StoreBatch();
        batch.Put(Table.Node, KeyOf(mail), mail.ToBytes());
        engine.Write(batch);
        return true;
    }

    public void Drop(SignedMail mail)
    {
        var batch = new StoreBatch();
        batch.Delete(Table.Node, KeyOf(mail));
        engine.Write(batch);
    }

    private IEnumerable<SignedMail> Scan(ReadOnlySpan<byte> prefix) => engine.Scan(Table.Node, prefix).Select(entry => SignedMail.Parse(entry.Value.Span).OrThrow());

    private static byte[] SenderKey(Bytes32 sender) => [.. Prefix, .. sender.ToArray()];

    private static byte[] KeyOf(SignedMail mail) => [.. SenderKey(mail.Sender), .. mail.Id.ToArray()];
}
