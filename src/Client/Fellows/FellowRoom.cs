using System.Security.Cryptography;
using HospitalChain.Client.Http;
using HospitalChain.Client.Letters;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Flows.Fellows;

namespace HospitalChain.Client.Fellows;

/// <summary>
/// A visit's runs of patients' sessions and their letters: run and sealed letters are durable together before the first
/// leaves, so a kill at any step neither shows a second point for one ask nor seals two texts with one number.
/// </summary>
internal sealed class FellowRoom(ClientSession session, VisitNote visit)
{
    private readonly RunShelf runs = new(session);

    public LoginIdentity Identity { get; } = new PatientVisits(session).IdentityOf(visit);

    private LetterBox Box => new PatientVisits(session).BoxOf(visit, Identity);

    /// <summary>A session of this visit; null for another's.</summary>
    public FellowNote? Note(Bytes32 askId) =>
        session.Shelf.GetNote<FellowNote>(ShelfKinds.Fellow, askId) is { } note && note.VisitPid.AsSpan().SequenceEqual(visit.Pid) ? note : null;

    public IEnumerable<FellowNote> Notes() => session.Shelf.Notes<FellowNote>(ShelfKinds.Fellow).Where(note => note.VisitPid.AsSpan().SequenceEqual(visit.Pid));

    /// <summary>The run; null where the session ended before there was one.</summary>
    public FellowRun? Run(Bytes32 askId)
    {
        if (runs.Run(ShelfKinds.FellowRun, askId) is not { } bytes)
        {
            return null;
        }

        var run = FellowRun.Parse(bytes).OrRefuse();
        CryptographicOperations.ZeroMemory(bytes);
        return run;
    }

    public void Put(FellowNote note) => session.Shelf.PutNote(ShelfKinds.Fellow, note.AskId, note);

    /// <summary>Nothing came of it.</summary>
    public void Forget(Bytes32 askId)
    {
        session.Shelf.Remove(ShelfKinds.FellowRun, askId);
        session.Shelf.Remove(ShelfKinds.Fellow, askId);
    }

    /// <summary>Makes what a turn changed durable; nothing leaves.</summary>
    public void Keep(FellowNote note, FlowTurn<FellowRun> turn) => runs.Keep(
        ShelfKinds.FellowRun,
        note.AskId,
        turn.Run.ToBytes(),
        [.. turn.Letters.Select(letter => Box.Seal(letter.Purpose, letter.Recipient, note.OtherSealing, letter.Content.ToArray()))]);

    /// <summary>Posts what waits.</summary>
    public Task PostAsync(FellowNote note, CancellationToken cancellation) => runs.PostAsync(ShelfKinds.FellowRun, note.AskId, Box, NodeFor(note.OtherChain), cancellation);

    /// <summary>Reads mail of one purpose, wherever it may lie.</summary>
    public Task<LetterRound> ReceiveAsync(string purpose, Func<SignedMail, byte[], Task<bool>> take, CancellationToken cancellation) =>
        Box.ReceiveAsync(new PatientVisits(session).MailNodesOf(visit), purpose, take, cancellation);

    /// <summary>Takes what a message did to a run: durable, then posted. False where the message has to wait.</summary>
    public async Task<bool> TakeAsync(Bytes32 askId, Func<FellowRun, FlowTurn<FellowRun>> take, CancellationToken cancellation)
    {
        if (Note(askId) is not { } note)
        {
            throw new RefusedException(Refusals.FellowStranger.With($"ask {askId}"));
        }

        using var run = Run(askId) ?? throw new RefusedException(Refusals.FellowStranger.With($"ask {askId}"));
        var turn = take(run);
        using var next = turn.Run;
        if (!ReferenceEquals(next, run))
        {
            Keep(note, turn);
            await PostAsync(note, cancellation).ConfigureAwait(false);
        }
        else if (turn.Refusal?.Code == Refusals.FellowStranger.Code)
        {
            throw new RefusedException(turn.Refusal);
        }

        return turn.Refusal?.Code != Refusals.FellowOutOfOrder.Code;
    }

    /// <summary>Another patient's visit, proven on its chain by the system manager's copy of it.</summary>
    public async Task<Protocol.State.VisitEntry> VisitAsync(Bytes32 chainId, ReadOnlyMemory<byte> pid, CancellationToken cancellation) =>
        await session.Chains.VisitAsync(chainId, pid, Identity, cancellation, NodeFor(chainId)).ConfigureAwait(false) is { Closed: false } entry
            ? entry
            : throw new RefusedException(Refusals.FellowNotOffered);

    /// <summary>The own hospital's node for a patient of the same hospital, else the system manager's, which knows every chain.</summary>
    private NodeAddress NodeFor(Bytes32 chainId) => chainId == visit.ChainId ? session.Settings.NodeFor(chainId) : session.Settings.ManagerNode();
}
