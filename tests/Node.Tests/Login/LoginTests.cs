using System.Net;
using HospitalChain.Crypto;
using HospitalChain.Node.Admin;
using HospitalChain.Node.Configuration;
using HospitalChain.Node.Login;
using HospitalChain.Node.Problems;
using HospitalChain.Node.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace HospitalChain.Node.Tests.Login;

public sealed class LoginTests : IAsyncLifetime
{
    private static readonly Bytes32 Chain = Answers.Filled(1);

    private readonly TemporaryFolder folder = new();
    private readonly ManualTime time = new();
    private TestNode node = null!;
    private TestCaller caller = null!;

    public async ValueTask InitializeAsync()
    {
        node = await TestNode.StartAsync(
            folder.Path,
            services => services.AddSingleton<TimeProvider>(time),
            options => options with { Limits = new LimitOptions { LoginsPerSecond = 2 } });
        caller = await TestCaller.EnterAsync(node, Chain);
    }

    public async ValueTask DisposeAsync()
    {
        caller.Dispose();
        await node.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_token_opens_what_needs_a_login()
    {
        using var answer = await FetchAsync();
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode); // there, but not without a delivery's ticket
    }

    [Fact]
    public Task Without_a_token_nothing_opens() =>
        node.Http.GetAsync($"/v1/content/{Chain}").AssertRefusedAsync(LoginRefusals.Required);

    [Fact]
    public Task A_changed_token_opens_nothing() =>
        caller.SendAsync(HttpMethod.Get, $"/v1/content/{Chain}", null, request =>
            request.Headers.Authorization = new("Bearer", (caller.Token![0] == 'A' ? 'B' : 'A') + caller.Token[1..])).AssertRefusedAsync(LoginRefusals.Required);

    [Fact]
    public Task A_token_that_is_not_base64url_opens_nothing() =>
        caller.SendAsync(HttpMethod.Get, $"/v1/content/{Chain}", null, request =>
            request.Headers.Authorization = new("Bearer", "!" + caller.Token![1..])).AssertRefusedAsync(LoginRefusals.Required);

    [Fact]
    public async Task A_token_for_the_explorer_opens_nothing_else()
    {
        var explorer = await caller.SendAsync(HttpMethod.Post, "/v1/login/explorer").ReadAsync<LoginResult>();
        foreach (var (method, path) in ((HttpMethod, string)[])[(HttpMethod.Get, $"/v1/content/{Chain}"), (HttpMethod.Post, "/v1/login/explorer")])
        {
            await caller.SendAsync(method, path, null, request => request.Headers.Authorization = new("Bearer", explorer.Token)).AssertRefusedAsync(LoginRefusals.Required);
        }

        var tokens = node.Services.GetRequiredService<BearerTokens>();
        Assert.True(tokens.TryRead(explorer.Token, TokenPurpose.Explorer, out var chain, out var key));
        Assert.Equal((Chain, caller.Key.PublicKey), (chain, key));
        Assert.False(tokens.TryRead(caller.Token!, TokenPurpose.Explorer, out _, out _));
        time.Advance(BearerTokens.Lifetime);
        Assert.False(tokens.TryRead(explorer.Token, TokenPurpose.Explorer, out _, out _));
    }

    [Fact]
    public Task Without_a_login_there_is_no_token_for_the_explorer() =>
        node.Http.PostAsync("/v1/login/explorer", null).AssertRefusedAsync(LoginRefusals.Required);

    [Fact]
    public async Task A_token_ends_after_its_lifetime()
    {
        time.Advance(BearerTokens.Lifetime);
        await FetchAsync().AssertRefusedAsync(LoginRefusals.Required);
    }

    [Fact]
    public async Task A_token_ends_when_its_key_is_expelled()
    {
        node.Keys.Expel(Chain, caller.Key.PublicKey);
        await FetchAsync().AssertRefusedAsync(LoginRefusals.Required);
    }

    [Fact]
    public async Task A_login_works_once()
    {
        var request = await caller.SignAsync();
        (await caller.LogInAsync(request)).EnsureSuccessStatusCode().Dispose();
        await caller.LogInAsync(request).AssertRefusedAsync(LoginRefusals.Replayed);
    }

    [Fact]
    public async Task A_refused_login_does_not_use_up_the_nonce()
    {
        var request = await caller.SignAsync();
        await caller.LogInAsync(request with { Signature = new Signature64(new byte[64]) }).AssertRefusedAsync(LoginRefusals.BadSignature);
        (await caller.LogInAsync(request)).EnsureSuccessStatusCode().Dispose();
    }

    [Fact]
    public async Task An_expired_login_is_refused()
    {
        var request = await caller.SignAsync(TimeSpan.FromSeconds(30));
        time.Advance(TimeSpan.FromSeconds(30));
        await caller.LogInAsync(request).AssertRefusedAsync(LoginRefusals.Expired);
    }

    [Fact]
    public async Task An_expiry_too_far_ahead_is_refused() =>
        await caller.LogInAsync(await caller.SignAsync(LoginDesk.ExpiryMax + TimeSpan.FromMilliseconds(1))).AssertRefusedAsync(LoginRefusals.Expired);

    [Fact]
    public async Task An_old_nonce_is_refused()
    {
        var request = await caller.SignAsync(LoginDesk.ExpiryMax);
        time.Advance(LoginNonces.Lifetime);
        await caller.LogInAsync(request).AssertRefusedAsync(LoginRefusals.BadNonce);
    }

    [Fact]
    public async Task A_nonce_made_up_is_refused()
    {
        var challenge = await caller.ChallengeAsync();
        await caller.LogInAsync(caller.Sign(challenge with { Nonce = Answers.Filled(0x7f) }, challenge.TimeMillis + 1_000)).AssertRefusedAsync(LoginRefusals.BadNonce);
    }

    [Fact]
    public async Task A_login_signed_for_another_node_is_refused()
    {
        var challenge = await caller.ChallengeAsync();
        await caller.LogInAsync(caller.Sign(challenge with { NodeKey = Answers.Filled(2) }, challenge.TimeMillis + 1_000)).AssertRefusedAsync(LoginRefusals.BadSignature);
        await caller.LogInAsync(caller.Sign(challenge with { TlsFingerprint = Answers.Filled(2) }, challenge.TimeMillis + 1_000)).AssertRefusedAsync(LoginRefusals.BadSignature);
    }

    [Fact]
    public async Task A_key_counts_only_on_its_own_chain()
    {
        var request = await caller.SignAsync();
        await caller.LogInAsync(request with { ChainId = Answers.Filled(9) }).AssertRefusedAsync(LoginRefusals.UnknownKey);
    }

    [Fact]
    public async Task An_unknown_key_is_refused()
    {
        using var stranger = new TestCaller(node, Chain);
        await stranger.LogInAsync(await stranger.SignAsync()).AssertRefusedAsync(LoginRefusals.UnknownKey);
    }

    [Fact]
    public async Task Too_many_logins_are_told_to_wait_and_may_come_back()
    {
        HttpResponseMessage answer;
        var asked = 0;
        while ((answer = await node.Http.PostAsync("/v1/login/challenge", null, TestContext.Current.CancellationToken)).StatusCode == HttpStatusCode.OK)
        {
            Assert.True(++asked < 100, "there is no limit");
            answer.Dispose();
        }

        await Task.FromResult(answer).AssertRefusedAsync(CommonRefusals.TooManyRequests);
        time.Advance(answer.Headers.RetryAfter!.Delta!.Value);
        await caller.ChallengeAsync();
    }

    [Fact]
    public Task A_request_that_is_no_login_is_a_bad_request() =>
        node.Http.PostAsync("/v1/login", new StringContent("""{"chainId":"xyz"}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")))
            .AssertRefusedAsync(CommonRefusals.BadRequest);

    private Task<HttpResponseMessage> FetchAsync() => caller.SendAsync(HttpMethod.Get, $"/v1/content/{Chain}");
}
