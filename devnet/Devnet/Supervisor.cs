using System.Net;
using System.Text.Json;
using HospitalChain.Client.Http;

namespace HospitalChain.Devnet;

/// <summary>Starts, stops, kills and separates the five nodes.</summary>
internal sealed class Supervisor(Layout layout)
{
    private const int TimesMissingMax = 10;
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(30);

    /// <summary>Starts every node that does not run and waits until all can serve.</summary>
    public async Task UpAsync()
    {
        foreach (var node in NodeName.All.Where(node => Process(node).RunningId is null))
        {
            Process(node).Start();
        }

        await Task.WhenAll(NodeName.All.Select(WaitUntilReadyAsync));
    }

    public async Task StartAsync(NodeName node)
    {
        Process(node).Start();
        await WaitUntilReadyAsync(node);
    }

    public Task KillAsync(NodeName node) => Process(node).KillAsync();

    public Task StopAsync(NodeName node) => Process(node).StopAsync();

    public Task DownAsync() => Task.WhenAll(NodeName.Every.Select(node => Process(node).StopAsync()));

    public bool IsRunning(NodeName node) => Process(node).RunningId is not null;

    /// <summary>Cuts one node off from all others, on both sides of every connection.</summary>
    public Task PartitionAsync(NodeName node) => ChangeBlocksAsync(node, HttpMethod.Put);

    /// <summary>Joins all nodes again.</summary>
    public async Task HealAsync()
    {
        foreach (var node in NodeName.All)
        {
            await ChangeBlocksAsync(node, HttpMethod.Delete);
        }
    }

    /// <summary>What a node says of its chains, for <c>devnet/status</c>; null when it does not answer.</summary>
    public async Task<JsonDocument?> ReadinessAsync(NodeName node)
    {
        try
        {
            using var client = Open(node);
            return JsonDocument.Parse(await client.GetStringAsync(new Uri("v1/ready", UriKind.Relative)));
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private NodeProcess Process(NodeName node) => new(layout, node);

    private async Task WaitUntilReadyAsync(NodeName node)
    {
        using var limit = new CancellationTokenSource(ReadyLimit);
        using var client = Open(node);
        var timesMissing = 0;
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri("v1/ready", UriKind.Relative), limit.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!limit.IsCancellationRequested)
            {
                // It does not listen yet; a process that is gone never will. One that is just becoming another program has no
                // command line for a moment, so a single look does not say that it is gone.
                timesMissing = Process(node).RunningId is null ? timesMissing + 1 : 0;
                if (timesMissing == TimesMissingMax)
                {
                    throw new DevnetException($"{node} ended at start: {LastWords(node)}; its log is {layout.Log(node)}");
                }
            }
            catch (OperationCanceledException)
            {
                throw new DevnetException($"{node} was not ready within {ReadyLimit.TotalSeconds:0} s; its log is {layout.Log(node)}");
            }

            await Task.Delay(50, CancellationToken.None);
        }
    }

    private string LastWords(NodeName node) => string.Join(' ', File.ReadLines(layout.Log(node)).TakeLast(2));

    private async Task ChangeBlocksAsync(NodeName node, HttpMethod method)
    {
        foreach (var other in NodeName.All.Where(other => other != node))
        {
            await ChangeBlockAsync(node, other, method);
            await ChangeBlockAsync(other, node, method);
        }
    }

    private async Task ChangeBlockAsync(NodeName at, NodeName peer, HttpMethod method)
    {
        if (!IsRunning(at))
        {
            return;
        }

        using var client = Open(at);
        var token = await File.ReadAllTextAsync(Path.Combine(layout.DataFolder(at), "admin.token"));
        using var request = new HttpRequestMessage(method, $"v1/admin/peers/{layout.AddressOf(peer).TlsFingerprint}/block");
        request.Headers.TryAddWithoutValidation("Authorization", "Admin " + token);
        using var answer = await client.SendAsync(request);
        if (answer.StatusCode != HttpStatusCode.NoContent)
        {
            throw new DevnetException($"{at} answered {(int)answer.StatusCode} to blocking {peer}");
        }
    }

    /// <summary>A client for the devnet's own housekeeping: it pins the node's certificate like any other.</summary>
    private HttpClient Open(NodeName node) =>
        new(PinnedTransport.For(layout.AddressOf(node))) { BaseAddress = layout.AddressOf(node).Address, Timeout = TimeSpan.FromSeconds(10) };
}
