using System.Security.Cryptography;
using HospitalChain.Client.Http;
using HospitalChain.Client.Letters;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Team;

namespace HospitalChain.Client.Teams;

/// <summary>
/// Keeps a party's runs and sends their letters: run and sealed letters are on the disk together, encrypted, before the
/// first leaves, and after a crash the very same letters leave again (<see cref="FlowCheckpoint"/>).
/// </summary>
internal sealed class TeamCourier(ClientSession session, LoginIdentity identity)
{
    /// <summary>The party's mail.</summary>
    public LetterBox Box { get; } = new(session, identity, session.OwnSealing());

    private NodeAddress Node => session.Settings.NodeFor(identity.ChainId);

    /// <summary>A run's bytes, to be zeroed by who reads them; null where there is none.</summary>
    public byte[]? Run(string kind, Bytes32 sid) => Load(kind, sid)?.Run.ToArray();

    /// <summary>Makes a run durable that takes the place of another, with its letters; what the other still had to post is forgotten with it.</summary>
    public async Task BeginAsync(string kind, TeamTerms terms, byte[] run, IReadOnlyList<FlowLetter> letters, CancellationToken cancellation) =>
        Put(kind, terms.Sid, run, await SealAsync(terms, letters, cancellation).ConfigureAwait(false));

    /// <summary>Whether letters wait to be posted.</summary>
    public bool HasMail(string kind, Bytes32 sid) => Load(kind, sid) is { Outbox.Count: > 0 };

    /// <summary>Posts what waits, then forgets it.</summary>
    public async Task PostAsync(string kind, Bytes32 sid, CancellationToken cancellation)
    {
        if (Load(kind, sid) is not { Outbox.Count: > 0 } checkpoint)
        {
            return;
        }

        foreach (var mail in checkpoint.Outbox)
        {
            await Box.PostAsync(Node, SignedMail.Parse(mail.Span).OrRefuse(), cancellation).ConfigureAwait(false);
        }

        Put(kind, sid, checkpoint.Run.ToArray(), []);
    }

    /// <summary>Makes a run and its letters durable beside those that still wait, then posts all.</summary>
    /// <param name="kind">Of the shelf.</param>
    /// <param name="terms">The session.</param>
    /// <param name="run">The run's bytes; zeroed.</param>
    /// <param name="letters">What it wants mailed.</param>
    /// <param name="cancellation">Stops it; nothing changed, or all is durable.</param>
    public async Task SendAsync(string kind, TeamTerms terms, byte[] run, IReadOnlyList<FlowLetter> letters, CancellationToken cancellation)
    {
        Put(kind, terms.Sid, run, [.. Load(kind, terms.Sid)?.Outbox ?? [], .. await SealAsync(terms, letters, cancellation).ConfigureAwait(false)]);
        await PostAsync(kind, terms.Sid, cancellation).ConfigureAwait(false);
    }

    /// <summary>Reads mail of one purpose at the own node.</summary>
    public Task<LetterRound> ReceiveAsync(string purpose, Func<SignedMail, byte[], Task<bool>> take, CancellationToken cancellation) =>
        Box.ReceiveAsync([Node], purpose, take, cancellation);

    private async Task<IReadOnlyList<ReadOnlyMemory<byte>>> SealAsync(TeamTerms terms, IReadOnlyList<FlowLetter> letters, CancellationToken cancellation)
    {
        var mails = new List<ReadOnlyMemory<byte>>(letters.Count);
        foreach (var letter in letters)
        {
            var sealing = await SealingOfAsync(terms, letter.Recipient, cancellation).ConfigureAwait(false);
            mails.Add(Box.Seal(letter.Purpose, letter.Recipient, sealing, letter.Content.ToArray()).ToBytes());
        }

        return mails;
    }

    private FlowCheckpoint? Load(string kind, Bytes32 sid)
    {
        if (session.Shelf.Get(kind, sid) is not { } bytes)
        {
            return null;
        }

        var checkpoint = FlowCheckpoint.Parse(bytes).OrRefuse();
        CryptographicOperations.ZeroMemory(bytes);
        return checkpoint;
    }

    private void Put(string kind, Bytes32 sid, byte[] run, IReadOnlyList<ReadOnlyMemory<byte>> outbox)
    {
        var bytes = new FlowCheckpoint { Run = run, Outbox = outbox }.ToBytes();
        session.Shelf.Put(kind, sid, bytes);
        CryptographicOperations.ZeroMemory(bytes);
        CryptographicOperations.ZeroMemory(run);
    }

    private async Task<ReadOnlyMemory<byte>> SealingOfAsync(TeamTerms terms, Bytes32 recipient, CancellationToken cancellation)
    {
        if (recipient == terms.Hospital)
        {
            return (await session.Chains.GenesisAsync(terms.ChainId, identity, cancellation).ConfigureAwait(false)).Supernode.Sealing;
        }

        return (await session.Chains.EnrolmentAsync(terms.ChainId, recipient, identity, cancellation).ConfigureAwait(false)
            ?? throw new RefusedException(Protocol.Refusals.DoctorUnknown.With(recipient.ToString()))).Sealing;
    }
}
