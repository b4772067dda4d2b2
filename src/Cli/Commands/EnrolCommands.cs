using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Hospitals;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain enrol`: a party offers its keys, signed; the hospital or the system manager puts them on its chain.</summary>
internal static class EnrolCommands
{
    private static readonly Option<string> Kind = new("--kind") { Description = "doctor, hospital, cloud, proxy, node or third-party.", Required = true };
    private static readonly Option<string> ForGenesis = Inputs.File("--genesis", "File with the genesis of the chain to be enrolled on: for a doctor the hospital's, else the registry's.");
    private static readonly Option<string?> Department = Inputs.Text("--department", "A doctor's department.");
    private static readonly Option<Bytes32?> Fingerprint = Inputs.Hash("--fingerprint", "SHA-256 of the node's certificate: hospital, cloud, proxy, node");
    private static readonly Option<Bytes32?> HospitalChain = Inputs.Hash("--hospital-chain", "The chain that a hospital seals");
    private static readonly Option<string?> Name = Inputs.Text("--name", "A hospital's identifier, at most 32 bytes; sealed to the system manager.");
    private static readonly Option<Bytes32?> Owner = Inputs.Hash("--owner", "Who answers for a machine; itself if not given");
    private static readonly Option<string> Out = Inputs.File("--out", "File to write.");

    public static Command Make() => new Command("enrol", "Offer keys to a chain, or accept them.").With(Offer(), Accept(), Status());

    private static Command Offer() =>
        new Command("offer", "Sign an enrolment with the party's keystore. It holds public keys only.")
            .With(Kind, ForGenesis, Department, Fingerprint, HospitalChain, Name, Owner, Out).Does(invocation =>
            {
                var offer = OfferOf(invocation, Inputs.ReadGenesis(invocation.Get(ForGenesis)!));
                Inputs.WriteFile(invocation.Get(Out)!, offer.ToBytes());
                return Shown(offer);
            });

    private static Command Accept()
    {
        var file = new Argument<string>("offer") { Description = "The file that the party made." };
        return new Command("accept", "Put an offered enrolment on the own chain.").With(file).Does(async invocation =>
        {
            var offer = EnrolmentOffer.Parse(Inputs.ReadFile(invocation.Get(file), RecordLimits.RecordBytesMax));
            var status = await new Enrolling(invocation.Session).EnrolAsync(offer, invocation.Wait, invocation.Cancellation).ConfigureAwait(false);
            return Answer.Of(new { status.RecordId, status.Status, status.Height, key = offer.Body.Keys.Signing, kind = offer.Body.Kind });
        });
    }

    private static Command Status()
    {
        var key = Inputs.HashArgument("key", "A signing key");
        var chain = Inputs.Hash("--chain", "The chain; the home chain if not given");
        return new Command("status", "Show a key's enrolment, proven.").With(key, chain).Does(async invocation =>
        {
            var session = invocation.Session;
            var chainId = invocation.Get(chain) ?? session.Settings.Home();
            var signing = invocation.Get(key)!.Value;
            var entry = await session.Chains.EnrolmentAsync(chainId, signing, session.OwnIdentity(), invocation.Cancellation).ConfigureAwait(false);
            return entry is null
                ? throw new RefusedException(Protocol.Refusals.AuthorUnknown.With(signing.ToString()))
                : Answer.Of(new { key = signing, chainId, entry.Role, entry.Department, sealingKey = entry.Sealing.ToArray(), entry.TlsFingerprint });
        });
    }

    private static EnrolmentOffer OfferOf(Invocation invocation, Genesis genesis)
    {
        var (keys, epoch) = (invocation.Keystore.Keys, invocation.Keystore.Counters.Epoch);
        return invocation.Get(Kind) switch
        {
            "doctor" => EnrolmentOffer.OfDoctor(keys, epoch, genesis.ChainId, invocation.Get(Department) ?? string.Empty),
            "hospital" => EnrolmentOffer.OfHospital(
                keys, epoch, genesis.ChainId, Needed(invocation.Get(HospitalChain), "--hospital-chain"), Needed(invocation.Get(Fingerprint), "--fingerprint"),
                PersonIdentifier.IsValid(invocation.Get(Name)) ? invocation.Get(Name)! : throw Missing("--name of 1 to 32 bytes"),
                SealingPublicKey.TryDecode(genesis.ManagerSealing.Span, out var manager) ? manager : throw Missing("a genesis with the manager's sealing key")),
            "cloud" => Server(RecordKinds.EnrolCloud),
            "proxy" => Server(RecordKinds.EnrolProxy),
            "node" => Server(RecordKinds.EnrolNode),
            "third-party" => EnrolmentOffer.OfThirdParty(keys, epoch, genesis.ChainId),
            _ => throw Missing("--kind doctor, hospital, cloud, proxy, node or third-party"),
        };

        EnrolmentOffer Server(string kind) =>
            EnrolmentOffer.OfServer(keys, epoch, genesis.ChainId, kind, Needed(invocation.Get(Fingerprint), "--fingerprint"), invocation.Get(Owner));
    }

    private static Bytes32 Needed(Bytes32? value, string option) => value ?? throw Missing(option);

    private static RefusedException Missing(string what) => new(ClientRefusals.InputInvalid.With($"needs {what}"));

    private static Answer Shown(EnrolmentOffer offer) => Answer.Of(new { offer.ChainId, kind = offer.Body.Kind, key = offer.Body.Keys.Signing });
}
