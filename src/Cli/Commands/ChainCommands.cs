using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client.Api;
using HospitalChain.Client.Http;
using HospitalChain.Client.Patients;
using HospitalChain.Client.Profiles;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain chain`: how the chains stand.</summary>
internal static class ChainCommands
{
    public static Command Make() => new Command("chain", "How the chains stand.").With(Status(), Head(), Witnesses());

    private static Command Status() => new Command("status", "Every chain of the home node: height, what waits, when the next block is due, and whether it stopped.").Does(async invocation =>
    {
        var (node, _, _) = Home(invocation);
        return Answer.Of(new { node = node.Node.Address, chains = await node.ChainsAsync(invocation.Cancellation).ConfigureAwait(false) });
    });

    private static Command Head()
    {
        var chain = Inputs.Hash("--chain", "The chain; the home chain if not given");
        return new Command("head", "The newest signed head with its cosigners, checked and remembered: an older or second chain is noticed from then on.").With(chain).Does(async invocation =>
        {
            var session = invocation.Session;
            var (_, identity, home) = Home(invocation);
            var chainId = invocation.Get(chain) ?? home;
            var genesis = await session.Chains.GenesisAsync(chainId, identity, invocation.Cancellation).ConfigureAwait(false);
            var update = await session.Guard.NewestAsync(genesis, identity, fresh: false, invocation.Cancellation).ConfigureAwait(false);
            var head = update.Head.Head;
            return Answer.Of(new
            {
                chainId,
                head.Height,
                head.HeaderHash,
                head.TimeMillis,
                ageMillis = (long)session.NowMillis - (long)head.TimeMillis,
                demanded = session.Settings.Witnesses,
                cosigners = update.Head.Cosignatures.Where(cosignature => cosignature.SignatureIsValid()).Select(cosignature => cosignature.Witness),
            });
        });
    }

    private static Command Witnesses()
    {
        var chain = Inputs.Hash("--chain", "The chain; the home chain if not given");
        return new Command("witnesses", "Who cosigns the chain's heads, how far each is, and how many blocks that is behind.").With(chain).Does(async invocation =>
        {
            var session = invocation.Session;
            var (_, identity, home) = Home(invocation);
            var chainId = invocation.Get(chain) ?? home;
            var genesis = await session.Chains.GenesisAsync(chainId, identity, invocation.Cancellation).ConfigureAwait(false);
            var witnesses = await session.Guard.WitnessesAsync(genesis, identity, invocation.Cancellation).ConfigureAwait(false);
            var newest = (await session.Guard.NewestAsync(genesis, identity, fresh: false, invocation.Cancellation).ConfigureAwait(false)).Head.Head.Height;
            return Answer.Of(new
            {
                chainId,
                height = newest,
                parties = witnesses.Select(witness => witness.Party).Distinct().Count(),
                demanded = session.Settings.Witnesses,
                witnesses = witnesses.Select(witness => new
                {
                    witness.Witness,
                    witness.Party,
                    witness.Head.Height,
                    witness.Head.HeaderHash,
                    witness.Head.TimeMillis,
                    behind = newest > witness.Head.Height ? newest - witness.Head.Height : 0,
                }),
            });
        });
    }

    private static (NodeConnection Node, LoginIdentity Identity, Crypto.Bytes32 ChainId) Home(Invocation invocation)
    {
        var session = invocation.Session;
        if (session.Settings.Role != ProfileRole.Patient)
        {
            var own = session.OwnIdentity();
            return (session.Connect(session.Settings.NodeFor(own.ChainId), own), own, own.ChainId);
        }

        var visits = new PatientVisits(session);
        var visit = visits.Find(null);
        var identity = visits.IdentityOf(visit);
        return (session.Connect(session.Settings.NodeFor(visit.ChainId), identity), identity, visit.ChainId);
    }
}
