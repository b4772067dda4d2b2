using System.Net.Sockets;
using HospitalChain.Keystore;
using HospitalChain.Node.Chains;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Tls;
using HospitalChain.Storage;
using Microsoft.AspNetCore.Connections;

namespace HospitalChain.Node.Startup;

/// <summary>What an operator sees when a node cannot start: what, which, a hint, and an exit code (house.md, Errors).</summary>
public static class StartupFailure
{
    private const int BadInput = 2;
    private const int NotAuthorised = 3;
    private const int Conflict = 5;
    private const int NotReady = 6;
    private const int IntegrityFailure = 7;

    /// <summary>Runs, and turns what an operator can mend into a message and an exit code. A bug still throws.</summary>
    public static async Task<int> GuardAsync(Func<Task> run)
    {
        try
        {
            await run();
            return 0;
        }
        catch (Exception exception) when (Describe(exception) is { } failure)
        {
            await Console.Error.WriteLineAsync($"{exception.Message}\nhint: {failure.Hint}");
            return failure.ExitCode;
        }
    }

    /// <summary>The hint and exit code of a failure that an operator can mend; null for a bug.</summary>
    public static (string Hint, int ExitCode)? Describe(Exception exception) => exception switch
    {
        NodeOptionsException options => (options.Hint, BadInput),
        ChainSetupException chain => (chain.Hint, BadInput),
        TlsIdentityException => ("Restore the file from a backup, or correct its mode.", NotAuthorised),
        KeystoreRefusedException keystore => (keystore.Refusal.Hint, keystore.Refusal == KeystoreRefusal.KeystoreDamaged ? IntegrityFailure : NotAuthorised),
        StoreException store => (store.Hint, CodeOf(store)),
        IOException { InnerException: AddressInUseException } => ("Another program listens there: stop it, or give this node another port.", Conflict),
        SocketException => ("Give api.address and peers.address an address of this machine, and ports above 1023.", BadInput),
        UnauthorizedAccessException => ("The user that runs the node must own its data directory and read its files.", NotAuthorised),
        _ => null,
    };

    private static int CodeOf(StoreException exception) => exception.Code switch
    {
        StoreErrorCodes.Corrupt => IntegrityFailure,
        StoreErrorCodes.Locked => Conflict,
        StoreErrorCodes.AccessDenied => NotAuthorised,
        StoreErrorCodes.Foreign or StoreErrorCodes.NewerFormat or StoreErrorCodes.Missing => BadInput,
        _ => NotReady,
    };
}
