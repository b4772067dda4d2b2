using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Authentication;
using System.Text.Json;
using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Node.Login;
using HospitalChain.Node.Tests.Chains;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Node.Tls;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace HospitalChain.Node.Tests.Services;

/// <summary>A party at a node's API, over TLS with the node's certificate pinned.</summary>
internal sealed class NodeCaller : IDisposable
{
    private readonly HttpClient http;

    private NodeCaller(HttpClient http) => this.http = http;

    /// <summary>Without a login.</summary>
    public static NodeCaller Anonymous(ChainNode node)
    {
        var pin = node.Services.GetRequiredService<TlsIdentity>().Fingerprint;
        var address = node.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new NodeCaller(new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls13,
                RemoteCertificateValidationCallback = (_, certificate, _, _) => TlsIdentity.FingerprintOf(certificate!) == pin,
            },
        }) { BaseAddress = new Uri(address) });
    }

    /// <summary>Logged in with a key that a followed chain knows.</summary>
    public static async Task<NodeCaller> EnterAsync(ChainNode node, Bytes32 chainId, SigningKey key)
    {
        var caller = Anonymous(node);
        var challenge = await caller.PostAsync("/v1/login/challenge", new StringContent(string.Empty)).ReadAsync<LoginChallenge>();
        var expiry = challenge.TimeMillis + 60_000;
        var message = SignedMessage.Login(chainId, challenge.NodeKey, challenge.TlsFingerprint, challenge.Nonce.ToArray(), (ulong)expiry);
        var request = new LoginRequest(chainId, key.PublicKey, challenge.Nonce, expiry, key.Sign(message));
        var result = await caller.PostJsonAsync("/v1/login", request).ReadAsync<LoginResult>();
        caller.http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", result.Token);
        return caller;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => http.GetAsync(path);

    public async Task<byte[]> GetBytesAsync(string path)
    {
        using var answer = await http.GetAsync(path);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        Assert.Equal(MessagePackBody.MediaType, answer.Content.Headers.ContentType?.MediaType);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    public Task<HttpResponseMessage> PostAsync(string path, HttpContent content) => http.PostAsync(path, content);

    public Task<HttpResponseMessage> PostJsonAsync<T>(string path, T body) => http.PostAsJsonAsync(path, body, TestCaller.Json);

    public Task<HttpResponseMessage> PostBytesAsync(string path, ReadOnlyMemory<byte> bytes)
    {
        var content = new ReadOnlyMemoryContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(MessagePackBody.MediaType);
        return http.PostAsync(path, content);
    }

    /// <summary>Brings a record to the node, which must take it.</summary>
    public async Task<RecordStatusView> SubmitAsync(Record record) =>
        await PostBytesAsync($"/v1/chains/{record.ChainId}/records", record.Bytes).ReadAsync<RecordStatusView>();

    /// <summary>Status and stable code of a refusal.</summary>
    public static async Task<(int Status, string? Code)> RefusalOf(Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return ((int)answer.StatusCode, problem.RootElement.GetProperty("code").GetString());
    }

    public void Dispose() => http.Dispose();
}
