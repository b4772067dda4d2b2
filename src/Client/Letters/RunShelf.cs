using System.Security.Cryptography;
using HospitalChain.Client.Http;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows;

namespace HospitalChain.Client.Letters;

/// <summary>
/// A party's runs of flows with others: run and sealed letters are on the disk together, encrypted, before the first leaves,
/// and after a crash the very same letters leave again (<see cref="FlowCheckpoint"/>).
/// </summary>
internal sealed class RunShelf(ClientSession session)
{
    /// <summary>A run's bytes, to be zeroed by who reads them; null where there is none.</summary>
    public byte[]? Run(string kind, Bytes32 id) => Load(kind, id)?.Run.ToArray();

    /// <summary>Letters wait to be posted.</summary>
    public bool Waits(string kind, Bytes32 id) => Load(kind, id) is { Outbox.Count: > 0 };

    /// <summary>Makes a run durable that takes the place of another, with its letters; what the other still had to post is forgotten with it.</summary>
    public void Begin(string kind, Bytes32 id, byte[] run, IReadOnlyList<SignedMail> mails) => Put(kind, id, run, [.. mails.Select(mail => (ReadOnlyMemory<byte>)mail.ToBytes())]);

    /// <summary>Makes a run and its letters durable beside those that still wait; nothing leaves.</summary>
    /// <param name="kind">Of the shelf.</param>
    /// <param name="id">Names the run.</param>
    /// <param name="run">The run's bytes; zeroed.</param>
    /// <param name="mails">What it adds to the letters that wait.</param>
    public void Keep(string kind, Bytes32 id, byte[] run, IReadOnlyList<SignedMail> mails) =>
        Put(kind, id, run, [.. Load(kind, id)?.Outbox ?? [], .. mails.Select(mail => (ReadOnlyMemory<byte>)mail.ToBytes())]);

    /// <summary>Posts what waits, in its order, then forgets it.</summary>
    public async Task PostAsync(string kind, Bytes32 id, LetterBox box, NodeAddress node, CancellationToken cancellation)
    {
        if (Load(kind, id) is not { Outbox.Count: > 0 } checkpoint)
        {
            return;
        }

        foreach (var mail in checkpoint.Outbox)
        {
            await box.PostAsync(node, SignedMail.Parse(mail.Span).OrRefuse(), cancellation).ConfigureAwait(false);
        }

        Put(kind, id, checkpoint.Run.ToArray(), []);
    }

    private FlowCheckpoint? Load(string kind, Bytes32 id)
    {
        if (session.Shelf.Get(kind, id) is not { } bytes)
        {
            return null;
        }

        var checkpoint = FlowCheckpoint.Parse(bytes).OrRefuse();
        CryptographicOperations.ZeroMemory(bytes);
        return checkpoint;
    }

    private void Put(string kind, Bytes32 id, byte[] run, IReadOnlyList<ReadOnlyMemory<byte>> outbox)
    {
        var bytes = new FlowCheckpoint { Run = run, Outbox = outbox }.ToBytes();
        session.Shelf.Put(kind, id, bytes);
        CryptographicOperations.ZeroMemory(bytes);
        CryptographicOperations.ZeroMemory(run);
    }
}
