using HospitalChain.Client.Tests.Network;

[assembly: AssemblyFixture(typeof(TestFolders))]

namespace HospitalChain.Client.Tests.Network;

/// <summary>Deletes the parties' folders when the last test is over: thousands of files, for which a process that ends is given too little time.</summary>
public sealed class TestFolders : IDisposable
{
    public void Dispose() => TestParty.DeleteFolders();
}
