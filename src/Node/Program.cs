using HospitalChain.Keystore;
using HospitalChain.Node;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Startup;

return args is ["identity", .. var rest]
    ? await StartupFailure.GuardAsync(() => NodeIdentity.PrintAsync(rest, Console.Out))
    : StoreCommands.Has(args)
        ? await StartupFailure.GuardAsync(() => StoreCommands.RunAsync(args, Console.Out))
        : await StartupFailure.GuardAsync(RunAsync);

async Task RunAsync()
{
    var options = NodeOptionsLoader.Load(args);
    using var keystore = NodeKeystore.Open(options.KeystorePath, options.PassphraseFile);
    await using var node = NodeApplication.Build(options, NodeKeystore.SigningKey(keystore), services => services.AddSingleton<OpenKeystore>(_ => keystore));
    await node.StartAsync();
    NodeLog.Started(node, options);
    await node.WaitForShutdownAsync();
}
