using System.Net;
using System.Net.Sockets;
using HospitalChain.Crypto;
using HospitalChain.Node.Startup;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Node.Tls;

namespace HospitalChain.Node.Tests.Configuration;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class StartTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_port_in_use_is_explained_with_its_own_exit_code()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = (IPEndPoint)other.LocalEndpoint;
        await using var node = NodeApplication.Build(TestNode.Options(folder.Path) with { Api = taken }, SigningKey.Generate());
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => node.StartAsync(TestContext.Current.CancellationToken));
        Assert.Equal(5, StartupFailure.Describe(exception)?.ExitCode);
        Assert.Contains(taken.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_in_use_is_explained()
    {
        await using var node = await TestNode.StartAsync(folder.Path);
        var exception = Assert.ThrowsAny<Exception>(() => NodeApplication.Build(TestNode.Options(folder.Path), SigningKey.Generate()));
        Assert.Equal(5, StartupFailure.Describe(exception)?.ExitCode);
    }

    [Fact]
    public void The_certificate_is_made_once_and_only_its_owner_reads_it()
    {
        using var first = TlsIdentity.OpenOrCreate(folder.Path, TimeProvider.System);
        using var second = TlsIdentity.OpenOrCreate(folder.Path, TimeProvider.System);
        Assert.Equal(first.Fingerprint, second.Fingerprint);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File(TlsIdentity.FileName)));
    }

    [Fact]
    public void A_certificate_that_others_can_read_is_refused()
    {
        TlsIdentity.OpenOrCreate(folder.Path, TimeProvider.System).Dispose();
        File.SetUnixFileMode(folder.File(TlsIdentity.FileName), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Throws<TlsIdentityException>(() => TlsIdentity.OpenOrCreate(folder.Path, TimeProvider.System));
    }

    [Fact]
    public void A_damaged_certificate_is_not_silently_replaced()
    {
        TlsIdentity.OpenOrCreate(folder.Path, TimeProvider.System).Dispose();
        File.WriteAllText(folder.File(TlsIdentity.FileName), "nonsense");
        Assert.Throws<TlsIdentityException>(() => TlsIdentity.OpenOrCreate(folder.Path, TimeProvider.System));
        Assert.Equal("nonsense", File.ReadAllText(folder.File(TlsIdentity.FileName)));
    }
}
