using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Documents;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Crypto;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain erasure`: the end of a document at every holder, and who confirmed it.</summary>
internal static class ErasureCommands
{
    private static readonly Argument<Bytes32?> Document = Inputs.HashArgument("document", "Record id of the document");
    private static readonly Option<Bytes32?> Chain = Inputs.Hash("--chain", "The document's chain; the home chain if not given, for a patient the newest visit's");

    public static Command Make() => new Command("erasure", "Erase documents, and see who confirmed.").With(Order(), Resume(), List(), Check());

    private static Command Order()
    {
        var yes = new Option<bool>("--yes") { Description = "Without being asked again: nothing brings the content back." };
        return new Command("order", "Have every holder destroy a document's content and keys, as its folder's owner or the hospital; again it goes on where it stopped.")
            .With(Document, Chain, yes).Does(async invocation =>
            {
                var (chainId, document) = (ChainOf(invocation), invocation.Get(Document)!.Value);
                if (!invocation.Get(yes) && !invocation.Confirm($"Every holder destroys what it has of document {document}; nothing brings it back. Erase?"))
                {
                    throw new RefusedException(ClientRefusals.Declined.With("repeat with --yes to erase"));
                }

                return Told(await new ErasureDesk(invocation.Session).OrderAsync(chainId, document, invocation.Wait, invocation.Cancellation).ConfigureAwait(false));
            });
    }

    private static Command Resume() => new Command("resume", "Ask again the holders that did not confirm, for every erasure this profile ordered.").Does(async invocation =>
    {
        var desk = new ErasureDesk(invocation.Session);
        var shown = new List<object>();
        foreach (var note in desk.List())
        {
            shown.Add(Shown(await desk.ResumeAsync(note, invocation.Wait, invocation.Cancellation).ConfigureAwait(false)));
        }

        return Answer.Of(new { erasures = shown });
    });

    private static Command List() => new Command("list", "Erasures that this profile ordered.").Does(invocation => Answer.Of(new
    {
        erasures = new ErasureDesk(invocation.Session).List().Select(note => new { document = note.DocumentId, note.ChainId, confirmed = note.Confirmations.Count, recorded = note.Record is not null }),
    }));

    private static Command Check()
    {
        var save = Inputs.Text("--save", "Folder for the certificate and its proof, for `hchain verify` offline.");
        return new Command("check", "Who confirmed an erasure and who did not: from the certificate on the chain, or before it from this profile's own order.")
            .With(Document, Chain, save).Does(async invocation =>
            {
                var (chainId, document) = (ChainOf(invocation), invocation.Get(Document)!.Value);
                var desk = new ErasureDesk(invocation.Session);
                var standing = await desk.CheckAsync(chainId, document, desk.IdentityFor(chainId), invocation.Cancellation).ConfigureAwait(false);
                if (invocation.Get(save) is { } folder && standing is { Certificate: { } certificate, Proof: { } proof })
                {
                    Directory.CreateDirectory(folder);
                    Inputs.WriteFile(Path.Combine(folder, document + ".certificate"), certificate.ToBytes());
                    Inputs.WriteFile(Path.Combine(folder, document + ".certificate.proof"), proof.ToBytes());
                }

                return Told(standing);
            });
    }

    private static Bytes32 ChainOf(Invocation invocation) =>
        invocation.Get(Chain) ?? (invocation.Session.Settings.Role == ProfileRole.Patient ? new PatientVisits(invocation.Session).Find(null).ChainId : invocation.Session.Settings.Home());

    private static Answer Told(ErasureStanding standing) => Answer.Of(Shown(standing));

    private static object Shown(ErasureStanding standing) => new
    {
        document = standing.DocumentId,
        erased = standing.IsComplete,
        height = standing.ErasedAtHeight,
        standing.OrderedBy,
        standing.OrderedMillis,
        holders = standing.Holders.Select(holder => new { holder.Holder, holder.Part, confirmed = holder.ConfirmedMillis is not null, holder.ConfirmedMillis, holder.Code }),
        recordId = standing.Proof?.Record.Id,
        certificate = standing.Certificate?.Hash,
    };
}
