using System.Security.Cryptography;
using HospitalChain.Client.Api;
using HospitalChain.Client.Doctors;
using HospitalChain.Client.Http;
using HospitalChain.Client.Profiles;
using HospitalChain.Client.Records;
using HospitalChain.Client.Transfers;
using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows.Team;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Teams;

/// <summary>
/// The last doctor's finish (BC22 §4.4): when all signatures stand on the chain, the whole is sealed under a fresh key,
/// stored in the cloud, whose receipt is its confirmation, and submitted with a capsule to the patient.
/// </summary>
public sealed class TeamFinisher(ClientSession session)
{
    /// <summary>What a team's plaintext is: canonical [[salt, message], …].</summary>
    public const string MediaType = "application/vnd.hospitalchain.team";

    private readonly TeamChain chain = new(session);

    /// <summary>Seals, stores, submits. Called again, it goes on where a break left it.</summary>
    /// <exception cref="RefusedException">NOT_YOUR_TURN while not all have signed, TEAM_FINISHED, …</exception>
    public async Task<RecordStatus> FinishAsync(Bytes32 sid, TimeSpan wait, CancellationToken cancellation)
    {
        var identity = session.OwnIdentity();
        if (session.Shelf.GetNote<TeamDraft>(ShelfKinds.TeamDraft, sid) is not { Record: { } made } draft)
        {
            (draft, made) = await MakeAsync(sid, identity, cancellation).ConfigureAwait(false);
        }

        var record = Record.Parse(made).OrRefuse();
        var submission = new RecordSubmission(session);
        var status = await submission.SubmitAsync(record, identity, TimeSpan.Zero, cancellation).ConfigureAwait(false);
        var final = await submission.WaitAsync(record.ChainId, record.Id, status, identity, wait, cancellation).ConfigureAwait(false);
        File.Delete(SealedPath(draft.ContentHash));
        session.Shelf.Remove(ShelfKinds.TeamDraft, sid); // made above, so it is there
        return final;
    }

    private async Task<(TeamDraft Draft, byte[] Record)> MakeAsync(Bytes32 sid, LoginIdentity identity, CancellationToken cancellation)
    {
        var run = new TeamMailroom(session, identity).SigningRun(sid) ?? throw new RefusedException(ClientRefusals.NotFoundHere.With($"signing of session {sid}"));
        var finish = TeamFinish.Check(run, await chain.ProgressAsync(identity.ChainId, sid, identity, cancellation).ConfigureAwait(false)).OrRefuse();
        var draft = session.Shelf.GetNote<TeamDraft>(ShelfKinds.TeamDraft, sid) ?? Seal(sid, finish);
        var assignment = new AssignmentInbox(session).Find(Convert.ToHexStringLower(run.Terms.Team.Pid.Span));
        var visit = await session.Chains.VisitAsync(identity.ChainId, run.Terms.Team.Pid, identity, cancellation).ConfigureAwait(false)
            ?? throw new RefusedException(Refusals.VisitUnknown);
        if (!G1.TryDecode(visit.VisitKey.Span, out var visitKey))
        {
            throw new RefusedException(Refusals.KeyMalformed.With("visit"));
        }

        var context = finish.ContextOf(visit.VisitKey.Span, draft.ContentHash);
        var store = session.Connect(session.Settings.Stores.Count > 0 ? session.Settings.Stores[0] : session.Settings.NodeFor(identity.ChainId), identity);
        var receipt = await ContentUpload.StoreAsync(store, SealedPath(draft.ContentHash), draft.ContentHash, ReceiptOrder.ForTeam(identity.ChainId, sid), context, cancellation).ConfigureAwait(false);
        var capsule = Bc22Encryption.Encrypt(visitKey, assignment.Alpha.Span, draft.ContentKey, context.ToArray());
        var content = new ContentReceipt
        {
            ContentHash = draft.ContentHash,
            SizeBytes = (ulong)receipt.SizeBytes,
            MediaType = MediaType,
            Store = receipt.Store,
            TimeMillis = receipt.TimeMillis,
            Signature = receipt.Signature,
        };
        var record = finish.Compose(capsule.Encoded.ToArray(), content, identity.Key, session.NowMillis).Bytes.ToArray();
        session.Shelf.PutNote(ShelfKinds.TeamDraft, sid, draft with { Record = record });
        return (draft, record);
    }

    /// <summary>Sealed once: a key is never used for two contents.</summary>
    private TeamDraft Seal(Bytes32 sid, TeamFinish finish)
    {
        var key = ContentEncryption.NewKey();
        var plaintext = finish.Content.ToBytes();
        var sealedContent = ContentEncryption.Seal(plaintext, key);
        CryptographicOperations.ZeroMemory(plaintext);
        var draft = new TeamDraft(sid, new Bytes32(SHA256.HashData(sealedContent)), key, Record: null);
        session.Folder.Write(Outbox.NameOf(draft.ContentHash), sealedContent);
        session.Shelf.PutNote(ShelfKinds.TeamDraft, sid, draft);
        return draft;
    }

    private string SealedPath(Bytes32 contentHash) => session.Folder.PathOf(Outbox.NameOf(contentHash));
}
