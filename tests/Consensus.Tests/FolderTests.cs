using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Tests.Harness;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Consensus.Tests;

/// <summary>Records of a folder, pending together (chain.md §4.2).</summary>
public sealed class FolderTests
{
    private readonly HospitalDay day = new();
    private readonly FolderWorld folders;
    private readonly TestFolder folder;

    public FolderTests()
    {
        folders = new FolderWorld(day.World);
        folder = new TestFolder("case", day.World.Hospital.Signing);
    }

    [Fact]
    public void A_document_waits_for_its_folder_that_is_still_pending()
    {
        var rig = day.Supernode();
        var document = folders.Write(day.Ada, folder, "spirometry");
        rig.Submit(folders.Open(folder));
        rig.Pass(5_000).Submit(document);
        rig.Pass(2 * day.Parameters.MaxRecordWaitMillis);
        Assert.Empty(rig.All<SignRejection>());
        Assert.NotNull(rig.Chain.Entries.Document(document.Id));
    }

    [Fact]
    public void A_document_whose_folder_nobody_opens_is_refused_in_time()
    {
        var rig = day.Supernode();
        rig.Submit(folders.Write(day.Ada, folder, "spirometry"));
        rig.Pass(2 * day.Parameters.MaxRecordWaitMillis);
        Assert.Equal("FOLDER_UNKNOWN", Assert.Single(rig.All<SignRejection>()).Rejection.Code);
    }
}
