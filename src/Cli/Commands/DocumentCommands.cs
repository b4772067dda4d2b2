using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Api;
using HospitalChain.Client.Documents;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;
using HospitalChain.Crypto;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain document`: files of any type and size, into folders and out of them.</summary>
internal static class DocumentCommands
{
    private const double HoursMax = 24 * 366 * 100;
    private static readonly Option<Bytes32?> Chain = Inputs.Hash("--chain", "The folder's chain; the home chain if not given");

    public static Command Make() => new Command("document", "Put documents into folders, and read them.").With(Put(), List(), Get());

    private static Command Put()
    {
        var file = new Argument<string?>("file") { Description = "Any file.", Arity = ArgumentArity.ZeroOrOne };
        var folder = Inputs.Hash("--folder", "The folder's id");
        var mediaType = new Option<string>("--media-type") { Description = "IANA media type of the file.", DefaultValueFactory = _ => "application/octet-stream" };
        var reader = new Option<string[]>("--reader") { Description = "A key that may read at all; may be given again. Without it, whoever a grant names." };
        var hours = new Option<double>("--hours") { Description = "For how long it may be read at all.", DefaultValueFactory = _ => 24 * 366 * 10 };
        var resume = new Option<bool>("--resume") { Description = "Go on with documents that were begun and not finished." };
        return new Command("put", "Sign, seal, store and record a document, as its author.").With(file, folder, Chain, mediaType, reader, hours, resume).Does(async invocation =>
        {
            var session = invocation.Session;
            var writer = new DocumentWriter(session, TransferBar.On(Console.Error, !Console.IsErrorRedirected));
            if (invocation.Get(resume))
            {
                var done = new List<object>();
                foreach (var begun in writer.Drafts())
                {
                    var finished = await writer.FinishAsync(begun, invocation.Wait, invocation.Cancellation).ConfigureAwait(false);
                    done.Add(new { finished.RecordId, finished.Status, begun.ContentHash });
                }

                return Answer.Of(new { resumed = done });
            }

            var duration = invocation.Get(hours);
            if (invocation.Get(file) is not { } path || invocation.Get(folder) is not { } folderId || !(duration > 0 && duration <= HoursMax))
            {
                throw new RefusedException(ClientRefusals.InputInvalid.With("needs a file and --folder, or --resume; --hours above 0"));
            }

            var terms = new DocumentTerms(
                invocation.Get(Chain) ?? session.Settings.Home(), folderId, invocation.Get(mediaType)!, [.. (invocation.Get(reader) ?? []).Select(KeyOf)], TimeSpan.FromHours(duration));
            var draft = await writer.BeginAsync(path, terms, invocation.Cancellation).ConfigureAwait(false);
            return Told(await writer.FinishAsync(draft, invocation.Wait, invocation.Cancellation).ConfigureAwait(false), draft);
        });
    }

    private static Command List() => new Command("list", "Documents that this profile wrote or read.").Does(invocation => Answer.Of(new
    {
        documents = new DocumentWriter(invocation.Session).List(),
        begun = new DocumentWriter(invocation.Session).Drafts().Select(draft => new { draft.ContentHash, folder = draft.FolderId, draft.MediaType }),
    }));

    private static Command Get()
    {
        var document = Inputs.HashArgument("document", "Record id of the document");
        var grant = Inputs.Hash("--grant", "The grant to read under, through the proxy");
        var folder = Inputs.Text("--folder", "Read as the owner: the folder's title or the beginning of its id.");
        var file = Inputs.File("--out", "File for the plaintext; named only after everything was verified.");
        var evidence = Inputs.Text("--evidence", "Write here what lets anyone check the proxy's answer with `hchain proof check`.");
        var save = Inputs.Text("--save", "Folder for the proof, the genesis, and what proves to others that the file is the document, for `hchain verify` offline.");
        return new Command("get", "Fetch, verify and open a document: under a grant, or as the folder's owner.").With(document, grant, folder, Chain, VisitCommands.Visit, file, evidence, save).Does(async invocation =>
        {
            var session = invocation.Session;
            var reader = new DocumentReader(session, TransferBar.On(Console.Error, !Console.IsErrorRedirected));
            var id = invocation.Get(document)!.Value;
            if (invocation.Get(grant) is not { } grantId)
            {
                var own = new FolderDesk(session).Find(invocation.Get(folder));
                var read = await reader.ReadOwnAsync(own, id, invocation.Get(file)!, invocation.Cancellation).ConfigureAwait(false);
                await SaveAsync(invocation, invocation.Get(save), own.ChainId, own.VisitIndex, read).ConfigureAwait(false);
                return Answer.Of(new { document = id, file = read.Path, read.SizeBytes, read.MediaType, read.Author });
            }

            var visit = session.Settings.Role == ProfileRole.Patient ? new PatientVisits(session).Find(invocation.Get(VisitCommands.Visit)) : null;
            var chainId = invocation.Get(Chain) ?? visit?.ChainId ?? session.Settings.Home();
            var (delivery, opened) = await reader.FetchAsync(chainId, id, grantId, invocation.Get(file)!, invocation.Cancellation, visit).ConfigureAwait(false);
            if (invocation.Get(evidence) is { } path)
            {
                var proof = await reader.EvidenceAsync(chainId, id, grantId, delivery, invocation.Cancellation, visit).ConfigureAwait(false);
                Inputs.WriteFile(path, proof.ToBytes());
            }

            await SaveAsync(invocation, invocation.Get(save), chainId, visit?.Index, opened).ConfigureAwait(false);
            return Answer.Of(new { document = id, delivery.AccessId, file = opened.Path, opened.SizeBytes, opened.MediaType, opened.Author, evidence = invocation.Get(evidence) });
        });
    }

    /// <summary>Proof, genesis and disclosure of what was just read; the last is for its owner's eyes.</summary>
    private static async Task SaveAsync(Invocation invocation, string? folder, Bytes32 chainId, uint? visitIndex, OpenedDocument opened)
    {
        using var disclosure = opened.Disclosure;
        if (folder is null)
        {
            return;
        }

        var session = invocation.Session;
        var identity = FolderOwner.IdentityOf(session, visitIndex);
        var proof = await session.Connect(session.Settings.NodeFor(chainId), identity).RecordProofAsync(chainId, disclosure.DocumentId, invocation.Cancellation).ConfigureAwait(false);
        Directory.CreateDirectory(folder);
        Inputs.WriteFile(Path.Combine(folder, disclosure.DocumentId + ".proof"), proof.ToBytes());
        Inputs.WriteFile(Path.Combine(folder, disclosure.DocumentId + ".disclosure"), disclosure.ToBytes(), secret: true);
        var genesis = Path.Combine(folder, chainId + ".genesis");
        if (!File.Exists(genesis))
        {
            Inputs.WriteFile(genesis, session.Folder.Genesis(chainId)!.ToBytes());
        }
    }

    private static Bytes32 KeyOf(string text) =>
        Bytes32.TryParse(text, out var key) ? key : throw new RefusedException(ClientRefusals.InputInvalid.With("--reader is 64 hexadecimal digits"));

    private static Answer Told(RecordStatus status, DocumentDraft draft) => Answer.Of(new
    {
        document = status.RecordId,
        status.Status,
        status.Height,
        draft.ContentHash,
        folder = draft.FolderId,
        draft.ChainId,
    });
}
