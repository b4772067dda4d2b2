using HospitalChain.Client;
using HospitalChain.Client.Documents;
using HospitalChain.Client.Records;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Flows.Documents;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Tests.Journeys;

/// <summary>What a reader keeps convinces anyone offline, and what is wrong with a file, proof or genesis is said.</summary>
public sealed class OfflineJourneyTests(DocumentNetworkFixture fixture) : IClassFixture<DocumentNetworkFixture>
{
    private readonly DocumentNetwork network = fixture.Network;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_opened_document_and_its_stored_content_are_checked_with_no_node()
    {
        var kept = await KeepAsync();
        Assert.Equal("plaintext", (await CheckAsync(kept.Plain, kept, kept.Disclosure)).Kind);
        Assert.Equal("content", (await CheckAsync(kept.Stored, kept)).Kind);
        var record = network.NewFile("record");
        await File.WriteAllBytesAsync(record, kept.Proof.Record.Bytes.ToArray(), Cancellation);
        Assert.Equal("record", (await CheckAsync(record, kept)).Kind);
    }

    [Fact]
    public async Task A_file_that_was_changed_cut_or_extended_is_told_apart()
    {
        var kept = await KeepAsync();
        foreach (var (path, disclosure) in ((string, DocumentDisclosure?)[])[(kept.Plain, kept.Disclosure), (kept.Stored, null)])
        {
            var bytes = await File.ReadAllBytesAsync(path, Cancellation);
            Assert.Contains("truncated", await RefusedAsync(bytes[..^1], kept, disclosure), StringComparison.Ordinal);
            Assert.Contains("longer", await RefusedAsync([.. bytes, 0], kept, disclosure), StringComparison.Ordinal);
            bytes[bytes.Length / 2] ^= 1;
            Assert.Contains("changed", await RefusedAsync(bytes, kept, disclosure), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Another_document_of_the_same_author_is_not_this_one()
    {
        var (kept, other) = (await KeepAsync(), await KeepAsync());
        Assert.Equal("FILE_MISMATCH", await CodeAsync(other.Stored, kept));
        Assert.Equal("FILE_MISMATCH", await CodeAsync(other.Plain, kept, kept.Disclosure));
        Assert.Equal("FILE_MISMATCH", await CodeAsync(other.Plain, kept, other.Disclosure)); // whole and true, of another record
        var renamed = new DocumentDisclosure(kept.Proof.Record.Id, other.Disclosure.ContentKey, other.Disclosure.Author);
        Assert.Equal("FILE_MISMATCH", await CodeAsync(other.Plain, kept, renamed)); // its author's words, but not what the record holds
        Assert.Equal("FILE_MISMATCH", await CodeAsync(kept.Plain, kept)); // opened, and no disclosure given
    }

    [Fact]
    public async Task A_proof_against_another_chains_genesis_says_so()
    {
        var kept = await KeepAsync();
        Assert.Equal("GENESIS_MISMATCH", await CodeAsync(kept.Stored, kept, genesis: network.World.RegistryGenesis));
        Assert.Equal("FILE_MISSING", await CodeAsync(network.NewFile("none"), kept));
    }

    [Fact]
    public async Task A_forged_proof_is_no_proof()
    {
        var (kept, other) = (await KeepAsync(), await KeepAsync());
        var bytes = kept.Proof.ToBytes();
        for (var at = 0; at < bytes.Length; at += 37)
        {
            var flipped = bytes.ToArray();
            flipped[at] ^= 1;
            if (RecordProof.Parse(flipped) is { Ok: true } parsed)
            {
                Assert.NotNull(await CodeAsync(kept.Stored, kept with { Proof = parsed.Value }));
            }
        }

        Assert.Equal("FILE_MISMATCH", await CodeAsync(kept.Stored, other));
    }

    [Fact]
    public void A_disclosure_has_one_spelling_and_hides_its_key()
    {
        using var disclosure = new DocumentDisclosure(Support.Answers.Filled(1), new byte[32], new Signature64(new byte[64]));
        Assert.Equal(disclosure.ToBytes(), DocumentDisclosure.Parse(disclosure.ToBytes()).OrThrow().ToBytes());
        Assert.Equal("MALFORMED", DocumentDisclosure.Parse([.. disclosure.ToBytes(), 0]).Refusal?.Code);
        Assert.Equal($"DocumentDisclosure {Support.Answers.Filled(1)}", disclosure.ToString());
    }

    private async Task<Kept> KeepAsync()
    {
        var folder = await network.OpenAsync("offline");
        var document = await network.PutAsync(folder);
        var session = network.HospitalSession();
        var target = network.NewFile("plain");
        var opened = await network.OnceSettledAsync(() => new DocumentReader(session).ReadOwnAsync(folder, document.Id, target, Cancellation));
        var proof = await Client.Api.ChainApi.RecordProofAsync(
            session.Connect(session.Settings.NodeFor(network.ChainA), session.OwnIdentity()), network.ChainA, document.Id, Cancellation);
        var name = ((Document)proof.Record.Body).Content.ContentHash.ToString();
        return new Kept(opened.Path, Path.Combine(network.CloudFolder, "stored", name[..2], name), proof, opened.Disclosure);
    }

    private Task<VerifiedFile> CheckAsync(string path, Kept kept, DocumentDisclosure? disclosure = null, Genesis? genesis = null) =>
        OfflineVerification.CheckAsync(path, kept.Proof, genesis ?? network.World.HospitalGenesis, disclosure, Cancellation);

    private async Task<string> CodeAsync(string path, Kept kept, DocumentDisclosure? disclosure = null, Genesis? genesis = null) =>
        (await Assert.ThrowsAsync<RefusedException>(() => CheckAsync(path, kept, disclosure, genesis))).Refusal.Code;

    private async Task<string> RefusedAsync(byte[] bytes, Kept kept, DocumentDisclosure? disclosure)
    {
        var path = network.NewFile("changed");
        await File.WriteAllBytesAsync(path, bytes, Cancellation);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => CheckAsync(path, kept, disclosure));
        Assert.Equal("FILE_MISMATCH", refused.Refusal.Code);
        return refused.Refusal.Detail;
    }

    private sealed record Kept(string Plain, string Stored, RecordProof Proof, DocumentDisclosure Disclosure);
}
