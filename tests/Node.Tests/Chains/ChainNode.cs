using HospitalChain.Consensus;
using HospitalChain.Crypto;
using HospitalChain.Node.Chains;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Peers;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HospitalChain.Node.Tests.Chains;

/// <summary>A whole node with its chains in this process: real store, real TLS.</summary>
internal sealed class ChainNode : IAsyncDisposable
{
    private readonly WebApplication application;
    private bool disposed;

    private ChainNode(WebApplication application, TestLog log)
    {
        this.application = application;
        Log = log;
    }

    public TestLog Log { get; }

    public IServiceProvider Services => application.Services;

    public ChainDirectory Chains => application.Services.GetRequiredService<ChainDirectory>();

    public PeerHub Hub => application.Services.GetRequiredService<PeerHub>();

    public static async Task<ChainNode> StartAsync(NodeOptions options, SigningKey key, Action<IServiceCollection>? configure = null)
    {
        var log = new TestLog();
        var built = NodeApplication.Build(options, key, services =>
        {
            services.AddSingleton(new ChainHostOptions { TickInterval = TimeSpan.FromMilliseconds(10), ConfirmationWait = TimeSpan.FromMilliseconds(200) });
            services.AddLogging(logging => logging.ClearProviders().AddProvider(log));
            configure?.Invoke(services);
        });
        var node = new ChainNode(built, log);
        try
        {
            await built.StartAsync();
        }
        catch
        {
            await built.DisposeAsync();
            throw;
        }

        return node;
    }

    public ChainHost Chain(Bytes32 chainId) => Chains.Find(chainId)!;

    /// <summary>Submits records one after the other; each must be taken.</summary>
    public async Task SubmitAsync(Bytes32 chainId, IEnumerable<Record> records)
    {
        foreach (var record in records)
        {
            var taken = await Chain(chainId).SubmitAsync(record);
            Assert.Null(taken.Answer.Refusal);
        }
    }

    /// <summary>Waits until the record is in a block or a rejection on this node's disk.</summary>
    public async Task<SubmissionAnswer> DecidedAsync(Bytes32 chainId, Bytes32 recordId)
    {
        var decided = await Chain(chainId).WaitForDecisionAsync(recordId, Patience.Limit);
        Assert.True(decided.Answer.Status is SubmissionStatus.InBlock or SubmissionStatus.Rejected, $"{decided.Answer.Status}; {Describe(chainId)}");
        return decided.Answer;
    }

    /// <summary>Waits until the record is in a block on this node's disk, and not rejected.</summary>
    public async Task InBlockAsync(Bytes32 chainId, Record record) =>
        Assert.Equal(SubmissionStatus.InBlock, (await DecidedAsync(chainId, record.Id)).Status);

    /// <summary>Waits until what is asked holds, looking again after everything that happens on the chain.</summary>
    public async Task UntilAsync(Bytes32 chainId, Func<ChainHost, bool> holds)
    {
        var chain = Chain(chainId);
        var signal = new Signal();
        using var subscription = chain.Subscribe(signal);
        using var patience = Patience.Token();
        while (!holds(chain))
        {
            await signal.Happened.WaitAsync(patience.Token);
        }
    }

    /// <summary>How chain and network stand, for a failing test's message.</summary>
    public string Describe(Bytes32 chainId)
    {
        var peers = Hub.Snapshot();
        return $"{Chain(chainId).Status()}\n{string.Join('\n', peers.Peers)}\n{string.Join('\n', peers.Drops)}";
    }

    public async ValueTask DisposeAsync()
    {
        if (!disposed)
        {
            disposed = true;
            await application.StopAsync();
            await application.DisposeAsync();
        }
    }

    private sealed class Signal : IChainObserver
    {
        public SemaphoreSlim Happened { get; } = new(0);

        public void BlockApplied(ChainHost chain, Block block) => Happened.Release();

        public void HeadArrived(ChainHost chain, SignedHead head) => Happened.Release();

        public void RecordPromised(ChainHost chain, Promise promise) => Happened.Release();

        public void ChainStopped(ChainHost chain, Refusal reason) => Happened.Release();
    }
}
