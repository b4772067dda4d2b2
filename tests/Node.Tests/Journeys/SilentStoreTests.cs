using HospitalChain.Client;
using HospitalChain.Client.Http;
using HospitalChain.Crypto;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Protocol;

namespace HospitalChain.Node.Tests.Journeys;

/// <summary>A store that falls silent is waited for only so long, before its answer and in the middle of it.</summary>
public sealed class SilentStoreTests
{
    private static readonly NodeAddress Address = new(new Uri("https://store.test"), Answers.Filled(1), Answers.Filled(2));

    private readonly ManualTime time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v1/content/access")]
    [InlineData("/v1/content/uploads")]
    public async Task A_store_that_never_answers_is_given_up(string path)
    {
        using var connection = Connect((_, cancellation) => NeverAsync<HttpResponseMessage>(cancellation));
        var asking = connection.PostBytesAsync<string>(path, new byte[1], repeatable: false, Cancellation);
        time.Advance(connection.AnswerWait);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => asking.WaitAsync(Patience.Limit, Cancellation));
        Assert.Equal("NODE_UNREACHABLE", refused.Refusal.Code);
    }

    [Theory]
    [InlineData("PATCH", "/v1/content/uploads/ab")]
    [InlineData("POST", "/v1/content/uploads/ab/finish")]
    public async Task Content_on_its_way_to_a_store_takes_its_time(string method, string path)
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var connection = Connect((_, cancellation) => answer.Task.WaitAsync(cancellation));
        var asking = connection.SendAsync(() => new HttpRequestMessage(new HttpMethod(method), path), repeatable: false, Cancellation);
        time.Advance(connection.AnswerWait * 10);
        answer.SetResult(new HttpResponseMessage());
        (await asking.WaitAsync(Patience.Limit, Cancellation)).Dispose();
    }

    [Fact]
    public async Task A_body_that_stops_in_the_middle_is_given_up_and_one_that_goes_on_is_not()
    {
        using var body = new PausingStream();
        using var connection = Connect((_, _) => Task.FromResult(new HttpResponseMessage { Content = new StreamContent(body) }));
        using var response = await connection.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, "/v1/content/ab"), repeatable: false, Cancellation);
        await using var stream = await response.Content.ReadAsStreamAsync(Cancellation);
        for (var round = 0; round < 5; round++)
        {
            var reading = stream.ReadAsync(new byte[10], Cancellation).AsTask();
            time.Advance(connection.SilenceMax * 0.9);
            body.Give();
            Assert.Equal(1, await reading.WaitAsync(Patience.Limit, Cancellation));
        }

        var last = stream.ReadAsync(new byte[10], Cancellation).AsTask();
        time.Advance(connection.SilenceMax);
        await Assert.ThrowsAsync<HttpIOException>(() => last.WaitAsync(Patience.Limit, Cancellation));
    }

    [Fact]
    public async Task A_caller_who_stops_waiting_is_told_that_and_nothing_else()
    {
        using var body = new PausingStream();
        using var connection = Connect((_, _) => Task.FromResult(new HttpResponseMessage { Content = new StreamContent(body) }));
        using var response = await connection.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, "/v1/content/ab"), repeatable: false, Cancellation);
        await using var stream = await response.Content.ReadAsStreamAsync(Cancellation);
        using var caller = new CancellationTokenSource();
        var reading = stream.ReadAsync(new byte[10], caller.Token).AsTask();
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Patience.Limit, Cancellation));
    }

    private static async Task<T> NeverAsync<T>(CancellationToken cancellation) =>
        await new TaskCompletionSource<T>().Task.WaitAsync(cancellation);

    private NodeConnection Connect(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) =>
        new(Address, identity: null, new Store(answer), time);

    private sealed class Store(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => answer(request, cancellationToken);
    }

    /// <summary>A byte at a time, each only when it is given.</summary>
    private sealed class PausingStream : MemoryStream
    {
        private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Give() => next.SetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await next.Task.WaitAsync(cancellationToken);
            next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return 1;
        }
    }
}
