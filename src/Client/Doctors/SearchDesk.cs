using HospitalChain.Client.Api;
using HospitalChain.Client.Letters;
using HospitalChain.Client.Profiles;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;

namespace HospitalChain.Client.Doctors;

/// <summary>The doctor of the testing hospital: takes trapdoors that patients sent, and has the own hospital test them (L19-E).</summary>
public sealed class SearchDesk(ClientSession session)
{
    /// <summary>Takes what is in the mailbox; a trapdoor counts only from the visit's own key.</summary>
    public async Task<LetterRound> ReceiveAsync(CancellationToken cancellation)
    {
        var identity = session.OwnIdentity();
        var box = new LetterBox(session, identity, session.OwnSealing());
        return await box.ReceiveAsync(
            [session.Settings.NodeFor(identity.ChainId), session.Settings.ManagerNode()],
            MailPurposes.Search,
            async (mail, content) =>
            {
                var request = SearchRequest.Parse(content).OrRefuse();
                var visit = await session.Chains.VisitAsync(request.ChainId, request.Pid, identity, cancellation).ConfigureAwait(false);
                if (visit?.Signing != mail.Sender)
                {
                    throw new RefusedException(Refusals.AuthorNotAllowed.With("a trapdoor is the visit's own"));
                }

                session.Shelf.Put(ShelfKinds.Search, mail.SealedHash, content);
                return true;
            },
            cancellation).ConfigureAwait(false);
    }

    /// <summary>Trapdoors received and not yet tested, with their ids.</summary>
    public IReadOnlyList<(Bytes32 Id, SearchRequest Request)> List() =>
        [.. session.Shelf.Ids(ShelfKinds.Search).Select(id => (id, SearchRequest.Parse(session.Shelf.Get(ShelfKinds.Search, id)).OrRefuse()))];

    /// <summary>Has the own hospital test one trapdoor, and forgets it.</summary>
    public async Task<IReadOnlyList<Bytes32>> RunAsync(Bytes32 id, CancellationToken cancellation)
    {
        var content = session.Shelf.Get(ShelfKinds.Search, id) ?? throw new RefusedException(ClientRefusals.NotFoundHere.With($"search {id}"));
        var identity = session.OwnIdentity();
        var found = await session.Connect(session.Settings.NodeFor(identity.ChainId), identity).SearchAsync(SearchRequest.Parse(content).OrRefuse(), cancellation).ConfigureAwait(false);
        session.Shelf.Remove(ShelfKinds.Search, id);
        return found.Records;
    }
}
