using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Patients;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain consent`: the patient answers doctors' requests.</summary>
internal static class ConsentCommands
{
    private static readonly Argument<Bytes32?> Share = Inputs.HashArgument("share", "The share's id");

    public static Command Make() => new Command("consent", "Answer doctors who ask for records.").With(List(), Give(), Decline(), Grants());

    private static Command List() => new Command("list", "Take requests from the visit's mailbox and show them, each checked against the chain.").With(VisitCommands.Visit).Does(async invocation =>
    {
        var session = invocation.Session;
        var visit = new PatientVisits(session).Find(invocation.Get(VisitCommands.Visit));
        var inbox = new OfferInbox(session);
        var round = await inbox.ReceiveAsync(visit, invocation.Cancellation).ConfigureAwait(false);
        var shown = new List<object>();
        foreach (var share in inbox.List(visit))
        {
            shown.Add(await ReviewAsync(invocation, visit, share).ConfigureAwait(false));
        }

        return Answer.Of(new { visit = visit.Index, offers = shown, refused = round.Refused.Select(refused => new { mail = refused.Mail, code = refused.Refusal.Code }) });
    });

    private static Command Give()
    {
        var yes = new Option<bool>("--yes") { Description = "Consent without being asked again." };
        return new Command("give", "Consent: sign the grant, and give the proxy the patient's half.").With(Share, VisitCommands.Visit, yes).Does(async invocation =>
        {
            var session = invocation.Session;
            var desk = new ConsentDesk(session);
            var visit = new PatientVisits(session).Find(invocation.Get(VisitCommands.Visit));
            var share = invocation.Get(Share)!.Value;
            if (desk.List().FirstOrDefault(grant => grant.ShareId == share && !grant.ConsentSent) is { } begun)
            {
                return Told(await desk.ResumeAsync(visit, begun, invocation.Wait, invocation.Cancellation).ConfigureAwait(false));
            }

            var offer = await desk.ReviewAsync(visit, share, invocation.Cancellation).ConfigureAwait(false);
            if (!invocation.Get(yes) && !invocation.Confirm(Question(offer)))
            {
                throw new RefusedException(ClientRefusals.Declined.With(invocation.IsTerminal ? "as answered" : "nobody could be asked"));
            }

            return Told(await desk.ConsentAsync(visit, offer, invocation.Wait, invocation.Cancellation).ConfigureAwait(false));
        });
    }

    private static Command Decline() => new Command("decline", "Forget a request: nothing can come of it then.").With(Share).Does(invocation =>
    {
        new OfferInbox(invocation.Session).Decline(invocation.Get(Share)!.Value);
        return Answer.Of(new { share = invocation.Get(Share), declined = true });
    });

    private static Command Grants() => new Command("grants", "Grants given from this profile, as they stand on the chain.").Does(async invocation =>
    {
        var session = invocation.Session;
        var visits = new PatientVisits(session);
        var shown = new List<object>();
        foreach (var grant in new ConsentDesk(session).List())
        {
            var visit = visits.List().First(candidate => candidate.Index == grant.VisitIndex);
            var entry = await session.Chains.GrantAsync(visit.ChainId, grant.GrantId, visits.IdentityOf(visit), invocation.Cancellation).ConfigureAwait(false);
            var standing = entry is null ? "waiting" : entry.Revoked ? "revoked" : grant.UntilMillis <= session.NowMillis ? "over" : "in-force";
            shown.Add(new { grant = grant.GrantId, grant.Grantee, grant.RecordId, visit = grant.VisitIndex, grant.UntilMillis, standing, grant.ConsentSent });
        }

        return Answer.Of(new { grants = shown });
    });

    private static async Task<object> ReviewAsync(Invocation invocation, VisitNote visit, Bytes32 share)
    {
        try
        {
            var offer = await new ConsentDesk(invocation.Session).ReviewAsync(visit, share, invocation.Cancellation).ConfigureAwait(false);
            return new
            {
                share,
                grantee = offer.Grant.Grantee.Key,
                granteeChain = offer.Grant.Grantee.ChainId,
                recordId = offer.Grant.Scope == GrantScope.Record ? new Bytes32(offer.Grant.Target.Span) : (Bytes32?)null,
                purpose = offer.Grant.Purpose,
                untilMillis = offer.Grant.UntilMillis,
                code = (string?)null,
            };
        }
        catch (RefusedException refused)
        {
            return new { share, code = refused.Refusal.Code };
        }
    }

    private static string Question(AcceptableOffer offer) =>
        $"Doctor {offer.Grant.Grantee.Key} of chain {offer.Grant.Grantee.ChainId} may read "
        + (offer.Grant.Scope == GrantScope.Record ? $"record {new Bytes32(offer.Grant.Target.Span)}" : "every record of this visit, later ones included,")
        + $" for {offer.Grant.Purpose} until {DateTimeOffset.FromUnixTimeMilliseconds((long)offer.Grant.UntilMillis):u}."
        + " Cryptographically the grant covers the whole visit; 'this record only' is kept by the proxy. Consent?";

    private static Answer Told((GrantNote Grant, Client.Api.RecordStatus Status) given) =>
        Answer.Of(new { grant = given.Grant.GrantId, share = given.Grant.ShareId, given.Status.Status, given.Status.Height, given.Grant.UntilMillis });
}
