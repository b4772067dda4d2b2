using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Emergencies;
using HospitalChain.Client.Patients;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Flows.Emergencies;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain escrow`: a patient lets others hold shares of a visit's key, and gets a lost visit back.</summary>
internal static class EscrowCommands
{
    /// <summary>What a patient is told at registration.</summary>
    public const string None = "none: nobody can open this visit in an emergency, and without its keystore nobody can restore it. See `hchain escrow share --help`.";

    private const string Warning = "As many holders as you ask for can open this visit together. What they were given they can keep: taken back, it is refused to them by all who keep the rules.";

    public static Command Make() => new Command("escrow", "Let others hold shares of a visit's key, by your choice.").With(Share(), Withdraw(), Key(), Release(), Restore());

    private static Command Share()
    {
        var purpose = Purpose();
        var holders = new Argument<string[]>("holders") { Description = "Signing keys of 2 to 16 holders.", Arity = new ArgumentArity(2, RecordLimits.EscrowHoldersMax) };
        var needed = new Option<int>("--needed") { Description = "How many of them it takes, at least 2.", DefaultValueFactory = _ => 2 };
        var yes = new Option<bool>("--yes") { Description = "Do it without being asked again." };
        return new Command("share", $"Share a visit's key. {Warning}").With(holders, purpose, needed, VisitCommands.Visit, yes).Does(async invocation =>
        {
            if (!invocation.Get(yes) && !invocation.Confirm(Warning + " Share it?"))
            {
                throw new RefusedException(ClientRefusals.Declined.With("repeat with --yes to share"));
            }

            var visit = new PatientVisits(invocation.Session).Find(invocation.Get(VisitCommands.Visit));
            var status = await new EscrowDesk(invocation.Session).ShareAsync(
                visit,
                PurposeOf(invocation.Get(purpose)!),
                Keys(invocation.Get(holders)),
                invocation.Get(needed),
                invocation.Wait,
                invocation.Cancellation).ConfigureAwait(false);
            return Answer.Of(new { visit = visit.Index, status.RecordId, status.Status, status.Height });
        });
    }

    private static Command Withdraw()
    {
        var purpose = Purpose();
        return new Command("withdraw", "Take an escrow back: nothing more is opened, read or released under it, an emergency under way included.").With(purpose, VisitCommands.Visit).Does(async invocation =>
        {
            var visit = new PatientVisits(invocation.Session).Find(invocation.Get(VisitCommands.Visit));
            var status = await new EscrowDesk(invocation.Session).WithdrawAsync(visit, PurposeOf(invocation.Get(purpose)!), invocation.Wait, invocation.Cancellation).ConfigureAwait(false);
            return Answer.Of(new { visit = visit.Index, status.RecordId, status.Status, status.Height });
        });
    }

    private static Command Key() => new Command("key", "The sealing key of this keystore, to be given to guardians in person.").Does(invocation =>
        Answer.Of(new { sealingKey = new EscrowDesk(invocation.Session).NewKey() }));

    private static Command Release()
    {
        var pid = new Argument<string>("pid") { Description = "The lost visit's PID, 290 hexadecimal digits." };
        var chain = Inputs.Hash("--chain", "The visit's chain", required: true);
        var to = Inputs.Text("--to", "The owner's new sealing key, 130 hexadecimal digits, taken in person from the owner.", required: true);
        var file = Inputs.File("--out", "File for the owner.");
        return new Command("release", "For a guardian: seal the own share to the owner's new key.").With(pid, chain, to, file).Does(async invocation =>
        {
            var bytes = Inputs.Hex(invocation.Get(to)!, RecordLimits.SealingKeyBytes, "a sealing key");
            var owner = SealingPublicKey.TryDecode(bytes, out var key) ? key : throw new RefusedException(ClientRefusals.InputInvalid.With("no sealing key"));
            var released = await new EscrowDesk(invocation.Session).ReleaseAsync(
                invocation.Get(chain)!.Value, Inputs.Hex(invocation.Get(pid), RecordLimits.PidBytes, "a PID"), owner, invocation.Cancellation).ConfigureAwait(false);
            Inputs.WriteFile(invocation.Get(file)!, released.ToBytes(), secret: true);
            return Answer.Of(new { place = released.Place, file = invocation.Get(file) });
        });
    }

    private static Command Restore()
    {
        var files = new Argument<string[]>("files") { Description = "What guardians gave.", Arity = new ArgumentArity(1, RecordLimits.EscrowHoldersMax) };
        var genesis = Inputs.File("--genesis", "The genesis of the hospital's chain, from a source you trust.");
        return new Command("restore", "For the owner: put a lost visit together again, in this keystore's profile.").With(files, genesis).Does(invocation =>
        {
            var shares = invocation.Get(files).Select(path => ReleasedShare.Parse(Inputs.ReadFile(path, ReleasedShare.BytesMax)).OrRefuse()).ToArray();
            var visit = new EscrowDesk(invocation.Session).Restore(Inputs.ReadGenesis(invocation.Get(genesis)!), shares);
            return Answer.Of(new { visit = visit.Index, visit.Pid, visit.ChainId, restored = true });
        });
    }

    private static Option<string> Purpose()
    {
        var purpose = new Option<string>("--for") { Description = "officers: doctors of the hospital open single records in an emergency; guardians: they give a lost visit back.", Required = true };
        purpose.AcceptOnlyFromAmong("officers", "guardians");
        return purpose;
    }

    private static EscrowPurpose PurposeOf(string word) => word == "officers" ? EscrowPurpose.BreakGlass : EscrowPurpose.Recovery;

    /// <summary>Keys in the form of the command line.</summary>
    internal static Bytes32[] Keys(IEnumerable<string> texts) =>
        [.. texts.Select(text => Bytes32.TryParse(text, out var key) ? key : throw new RefusedException(ClientRefusals.InputInvalid.With($"{text} is no key")))];
}
