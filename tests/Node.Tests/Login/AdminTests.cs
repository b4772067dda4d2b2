using System.Net;
using System.Net.Http.Headers;
using HospitalChain.Node.Admin;
using HospitalChain.Node.Peers;
using HospitalChain.Node.Tests.Support;

namespace HospitalChain.Node.Tests.Login;

public sealed class AdminTests : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private TestNode node = null!;

    public async ValueTask InitializeAsync() => node = await TestNode.StartAsync(folder.Path);

    public async ValueTask DisposeAsync()
    {
        await node.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task The_token_file_opens_administration_and_blocks_a_peer()
    {
        var peer = Answers.Filled(3);
        node.Hub.SetContacts([new PeerContact("other", peer, null)]);
        Assert.Equal(HttpStatusCode.NoContent, await AskAsync(HttpMethod.Put, $"/v1/admin/peers/{peer}/block", Token()));
        Assert.Equal(PeerState.Blocked, Assert.Single(node.Hub.Snapshot().Peers).State);
        Assert.Equal(HttpStatusCode.NoContent, await AskAsync(HttpMethod.Delete, $"/v1/admin/peers/{peer}/block", Token()));
        Assert.Equal(PeerState.Absent, Assert.Single(node.Hub.Snapshot().Peers).State);
    }

    [Fact]
    public async Task Another_token_opens_nothing() =>
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(HttpMethod.Get, "/v1/admin/peers", new string('0', 64)));

    [Fact]
    public async Task The_right_token_shows_the_peers() =>
        Assert.Equal(HttpStatusCode.OK, await AskAsync(HttpMethod.Get, "/v1/admin/peers", Token()));

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Only_the_nodes_user_can_read_the_token() =>
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File(AdminToken.FileName)));

    private string Token() => File.ReadAllText(folder.File(AdminToken.FileName));

    private async Task<HttpStatusCode> AskAsync(HttpMethod method, string path, string token)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Admin", token);
        using var answer = await node.Http.SendAsync(request);
        return answer.StatusCode;
    }
}
