using HospitalChain.Keystore;
using HospitalChain.LyingNode;
using HospitalChain.Node;
using HospitalChain.Node.Chains;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Startup;

// A hospital's node that lies when it is told to. It is the product's node with other hands at the key: what it says to its
// peers and callers, it says as anybody with a hospital's keystore could.
return await StartupFailure.GuardAsync(RunAsync);

async Task RunAsync()
{
    var options = NodeOptionsLoader.Load(args);
    using var keystore = NodeKeystore.Open(options.KeystorePath, options.PassphraseFile);
    var orders = new LyingOrders();
    await using var node = NodeApplication.Build(options, NodeKeystore.SigningKey(keystore), services => services
        .AddSingleton<OpenKeystore>(_ => keystore)
        .AddSingleton<IEvidenceChecker>(new LyingEvidence(orders)));
    node.UseEmptyPromises(orders);
    node.MapOrders(orders);
    using var twoFaces = TwoFaces.Watch(node.Services, orders);
    await node.StartAsync();
    await node.WaitForShutdownAsync();
}
