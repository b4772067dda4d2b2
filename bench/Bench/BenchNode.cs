using System.Net;
using HospitalChain.Crypto;
using HospitalChain.Node;
using HospitalChain.Node.Chains;
using HospitalChain.Node.Configuration;
using HospitalChain.Protocol.Blocks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HospitalChain.Bench;

/// <summary>A whole node in this process, with its store, its TLS and its peers; its log is silent.</summary>
internal sealed class BenchNode : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly AppliedRecords applied = new();
    private IDisposable? subscription;

    public BenchNode(NodeOptions options, SigningKey key, Action<IServiceCollection>? configure = null) =>
        application = NodeApplication.Build(options, key, services =>
        {
            services.AddLogging(logging => logging.ClearProviders());
            configure?.Invoke(services);
        });

    public IServiceProvider Services => application.Services;

    public static NodeOptions Options(string name, string folder, int port, IReadOnlyList<PeerOptions> contacts, IReadOnlyList<ChainOptions> chains) => new()
    {
        Name = name,
        DataDirectory = folder,
        Api = new IPEndPoint(IPAddress.Loopback, 0),
        Peers = new IPEndPoint(IPAddress.Loopback, port),
        Contacts = contacts,
        Modules = new HashSet<NodeModule>(),
        Chains = chains,
        KeystorePath = string.Empty,
        PassphraseFile = string.Empty,
        Limits = new LimitOptions(),
    };

    /// <param name="counted">The chain whose records are counted as they are applied.</param>
    public async Task StartAsync(Bytes32 counted)
    {
        subscription = Chain(counted).Subscribe(applied);
        await application.StartAsync();
    }

    public ChainHost Chain(Bytes32 chainId) => Services.GetRequiredService<ChainDirectory>().Find(chainId)
        ?? throw new InvalidOperationException("the node does not keep the chain");

    /// <summary>Done when so many records more than now are in blocks on this node's disk.</summary>
    public Task MoreAppliedAsync(int records) => applied.MoreAsync(records);

    /// <summary>Done when the chain is at this height on this node's disk, or above.</summary>
    public Task AtHeightAsync(ulong height) => applied.AtHeightAsync(height);

    public async ValueTask DisposeAsync()
    {
        subscription?.Dispose();
        await application.StopAsync();
        await application.DisposeAsync();
    }

    /// <summary>Counts records of the blocks that are applied.</summary>
    private sealed class AppliedRecords : IChainObserver
    {
        private readonly Lock gate = new();
        private readonly List<(Func<bool> Holds, TaskCompletionSource Reached)> waiting = [];
        private long records;
        private ulong height;

        public Task MoreAsync(int more)
        {
            lock (gate)
            {
                var until = records + more;
                return Wait(() => records >= until);
            }
        }

        public Task AtHeightAsync(ulong wanted) => Wait(() => height >= wanted);

        public void BlockApplied(ChainHost chain, Block block)
        {
            lock (gate)
            {
                records += block.Records.Count;
                height = block.Header.Height;
                foreach (var (_, reached) in waiting.Where(one => one.Holds()))
                {
                    reached.TrySetResult();
                }

                waiting.RemoveAll(one => one.Holds());
            }
        }

        private Task Wait(Func<bool> holds)
        {
            lock (gate)
            {
                var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                waiting.Add((holds, reached));
                if (holds())
                {
                    reached.SetResult();
                }

                return reached.Task.WaitAsync(TimeSpan.FromMinutes(5));
            }
        }
    }
}
