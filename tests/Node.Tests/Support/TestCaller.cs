using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using HospitalChain.Crypto;
using HospitalChain.Node.Json;
using HospitalChain.Node.Login;

namespace HospitalChain.Node.Tests.Support;

/// <summary>Somebody with a key, as seen from the API.</summary>
public sealed class TestCaller(TestNode node, Bytes32 chainId, SigningKey? key = null) : IDisposable
{
    public static readonly JsonSerializerOptions Json = MakeJson();

    public SigningKey Key { get; } = key ?? SigningKey.Generate();

    public Bytes32 ChainId { get; } = chainId;

    /// <summary>A caller whose key the node knows, logged in.</summary>
    public static async Task<TestCaller> EnterAsync(TestNode node, Bytes32 chainId, SigningKey? key = null)
    {
        var caller = new TestCaller(node, chainId, key);
        node.Keys.Enrol(chainId, caller.Key.PublicKey, KeyRole.Doctor);
        using var answer = await caller.LogInAsync(await caller.SignAsync());
        caller.Token = (await answer.Content.ReadFromJsonAsync<LoginResult>(Json))!.Token;
        return caller;
    }

    public string? Token { get; private set; }

    public async Task<LoginChallenge> ChallengeAsync()
    {
        using var answer = await node.Http.PostAsync("/v1/login/challenge", null);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<LoginChallenge>(Json))!;
    }

    public async Task<LoginRequest> SignAsync(TimeSpan? ahead = null)
    {
        var challenge = await ChallengeAsync();
        return Sign(challenge, challenge.TimeMillis + (long)(ahead ?? TimeSpan.FromMinutes(1)).TotalMilliseconds);
    }

    public LoginRequest Sign(LoginChallenge challenge, long expiry) => new(
        ChainId, Key.PublicKey, challenge.Nonce, expiry,
        Key.Sign(SignedMessage.Login(ChainId, challenge.NodeKey, challenge.TlsFingerprint, challenge.Nonce.ToArray(), (ulong)expiry)));

    public Task<HttpResponseMessage> LogInAsync(LoginRequest request) => node.Http.PostAsJsonAsync("/v1/login", request, Json);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body = null, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        change?.Invoke(request);
        return await node.Http.SendAsync(request);
    }

    public Task<HttpResponseMessage> PostAsync<T>(string path, T body) => SendAsync(HttpMethod.Post, path, JsonContent.Create(body, options: Json));

    public void Dispose() => Key.Dispose();

    private static JsonSerializerOptions MakeJson()
    {
        var json = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        ApiJson.Configure(json);
        return json;
    }
}
