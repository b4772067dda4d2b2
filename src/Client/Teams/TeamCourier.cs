using HospitalChain.Client.Http;
using HospitalChain.Client.Letters;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Team;

namespace HospitalChain.Client.Teams;

/// <summary>
/// Keeps a party's runs of a team's session and sends their letters (<see cref="RunShelf"/>).
/// </summary>
internal sealed class TeamCourier(ClientSession session, LoginIdentity identity)
{
    private readonly RunShelf runs = new(session);

    /// <summary>The party's mail.</summary>
    public LetterBox Box { get; } = new(session, identity, session.OwnSealing());

    private NodeAddress Node => session.Settings.NodeFor(identity.ChainId);

    /// <summary>A run's bytes, to be zeroed by who reads them; null where there is none.</summary>
    public byte[]? Run(string kind, Bytes32 sid) => runs.Run(kind, sid);

    /// <summary>Makes a run durable that takes the place of another, with its letters; what the other still had to post is forgotten with it.</summary>
    public async Task BeginAsync(string kind, TeamTerms terms, byte[] run, IReadOnlyList<FlowLetter> letters, CancellationToken cancellation) =>
        runs.Begin(kind, terms.Sid, run, await SealAsync(terms, letters, cancellation).ConfigureAwait(false));

    /// <summary>Whether letters wait to be posted.</summary>
    public bool HasMail(string kind, Bytes32 sid) => runs.Waits(kind, sid);

    /// <summary>Posts what waits, then forgets it.</summary>
    public Task PostAsync(string kind, Bytes32 sid, CancellationToken cancellation) => runs.PostAsync(kind, sid, Box, Node, cancellation);

    /// <summary>Makes a run and its letters durable beside those that still wait, then posts all.</summary>
    /// <param name="kind">Of the shelf.</param>
    /// <param name="terms">The session.</param>
    /// <param name="run">The run's bytes; zeroed.</param>
    /// <param name="letters">What it wants mailed.</param>
    /// <param name="cancellation">Stops it; nothing changed, or all is durable.</param>
    public async Task SendAsync(string kind, TeamTerms terms, byte[] run, IReadOnlyList<FlowLetter> letters, CancellationToken cancellation)
    {
        runs.Keep(kind, terms.Sid, run, await SealAsync(terms, letters, cancellation).ConfigureAwait(false));
        await PostAsync(kind, terms.Sid, cancellation).ConfigureAwait(false);
    }

    /// <summary>Reads mail of one purpose at the own node.</summary>
    public Task<LetterRound> ReceiveAsync(string purpose, Func<SignedMail, byte[], Task<bool>> take, CancellationToken cancellation) =>
        Box.ReceiveAsync([Node], purpose, take, cancellation);

    private async Task<IReadOnlyList<SignedMail>> SealAsync(TeamTerms terms, IReadOnlyList<FlowLetter> letters, CancellationToken cancellation)
    {
        var mails = new List<SignedMail>(letters.Count);
        foreach (var letter in letters)
        {
            var sealing = await SealingOfAsync(terms, letter.Recipient, cancellation).ConfigureAwait(false);
            mails.Add(Box.Seal(letter.Purpose, letter.Recipient, sealing, letter.Content.ToArray()));
        }

        return mails;
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
