using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Crypto.L19;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Tests.Network;

/// <summary>The proxy: takes halves from its mailbox, makes rk only under a grant on the chain, re-encrypts under one in force.</summary>
internal sealed class TestProxy(IReadOnlyDictionary<Bytes32, TestChain> chains, KeyTree keys, List<SignedMail> mailbox, TestClock clock)
{
    private readonly Dictionary<Bytes32, ProxyShare> shares = [];
    private readonly HashSet<Bytes32> revokedOnSight = [];

    /// <summary>Changes a delivery on its way out: what a lying proxy would do.</summary>
    public Func<AccessDelivery, AccessDelivery> Lie { get; set; } = delivery => delivery;

    public Bytes32 Key
    {
        get
        {
            using var signing = keys.Signing(0);
            return signing.PublicKey;
        }
    }

    public ProxyShare? Share(Bytes32 shareId)
    {
        TakeMail();
        return shares.GetValueOrDefault(shareId);
    }

    public void SeeRevoke(Record record)
    {
        if (record.Body is Revoke revoke)
        {
            revokedOnSight.Add(revoke.GrantId);
        }
    }

    public Parsed<AccessDelivery> Access(AccessRequest request)
    {
        TakeMail();
        var chain = chains[request.ChainId];
        var grant = chain.State.Entries.Grant(request.GrantId);
        var refusal = !request.SignatureIsValid() ? Refusals.RequestInvalid
            : grant is null || !chains[grant.GranteeChainId].State.Entries.AreOneParty(grant.Grantee, request.Requester) ? Refusals.ConsentMissing
            : grant.Revoked || revokedOnSight.Contains(request.GrantId) ? Refusals.ConsentRevoked
            : grant.UntilMillis <= clock.NowMillis ? Refusals.ConsentExpired
            : grant.Scope == GrantScope.Record && new Bytes32(grant.Target.Span) != request.RecordId ? Refusals.ConsentMissing
            : null;
        if (refusal is not null)
        {
            return (Refusal)refusal;
        }

        var share = shares.Values.FirstOrDefault(candidate => candidate.GrantId == request.GrantId && candidate.Stage == ProxyShareStage.Ready);
        var record = chain.Find(request.RecordId);
        if (share is null || record?.Body is not (Diagnosis or TeamDiagnosis))
        {
            return Refusals.ShareIncomplete;
        }

        return Deliver(request, chain, record, record.Body is TeamDiagnosis team ? Reencrypt(chain, record, team, share) : Reencrypt(chain, record, (Diagnosis)record.Body, share));
    }

    private static byte[] Reencrypt(TestChain chain, Record record, Diagnosis body, ProxyShare share)
    {
        var visit = chain.State.Entries.Visit(body.Pid.Span)!;
        var context = RecordContext.ForDiagnosis(record.ChainId, record.Author, body.Pid.Span, visit.VisitKey.Span, body.Content.ContentHash);
        Assert.True(G1.TryDecode(visit.VisitKey.Span, out var visitKey));
        Assert.True(L19Capsule.TryDecode(body.Capsule.Span, out var capsule));
        Assert.True(L19Verifier.TryVerify(visitKey, capsule, context.ToArray(), out var verified));
        return L19Reencryption.Reencrypt(verified, share.Rekey!).Encoded.ToArray();
    }

    private static byte[] Reencrypt(TestChain chain, Record record, TeamDiagnosis body, ProxyShare share)
    {
        var visit = chain.State.Entries.Visit(body.Pid.Span)!;
        var context = body.ContextOf(record.ChainId, record.Author, visit.VisitKey.Span);
        Assert.True(G1.TryDecode(visit.VisitKey.Span, out var visitKey));
        Assert.True(Bc22Capsule.TryDecode(body.Capsule.Span, out var capsule));
        Assert.True(Bc22Verifier.TryVerify(visitKey, capsule, context.ToArray(), out var verified));
        return Bc22Reencryption.Reencrypt(verified, share.Rekey!).Encoded.ToArray();
    }

    private Parsed<AccessDelivery> Deliver(AccessRequest request, TestChain chain, Record record, byte[] capsule)
    {
        using var signing = keys.Signing(0);
        var access = Record.Sign(record.ChainId, clock.NowMillis, new Access { Request = request, Delivered = true, RefusalCode = string.Empty, Requests = 1 }, signing);
        if (chain.Apply(access) is { } refusal)
        {
            return refusal;
        }

        return Lie(new AccessDelivery
        {
            Record = record.Bytes,
            Capsule = capsule,
            AccessId = access.Id,
            Promise = chain.PromiseOf(access.Id).ToBytes(),
        });
    }

    private void TakeMail()
    {
        using var sealing = keys.Sealing(0);
        foreach (var mail in mailbox.Where(mail => mail.Recipient == Key).ToArray())
        {
            mailbox.Remove(mail);
            var content = mail.Open(sealing, mail.Purpose, clock.NowMillis).OrThrow();
            if (mail.Purpose == MailPurposes.DelegationProxy)
            {
                using var half = DelegationProxyHalf.Parse(content).OrThrow();
                shares[half.ShareId] = Of(half.ChainId, half.ShareId).TakeDoctorHalf(half, mail.Sender).OrThrow();
            }
            else
            {
                using var consent = DelegationConsent.Parse(content).OrThrow();
                shares[consent.ShareId] = Of(consent.ChainId, consent.ShareId).TakeConsent(consent, mail.Sender).OrThrow();
            }
        }

        foreach (var share in shares.Values.Where(share => share is { Stage: ProxyShareStage.Waiting, HasBothHalves: true }).ToArray())
        {
            var chain = chains[share.ChainId];
            if (chain.Find(share.GrantId) is { } grant)
            {
                var pid = chain.State.Entries.VisitAuthoredBy(grant.Author)!.Value;
                shares[share.ShareId] = share.Complete(grant, pid.Span, chain.State.Entries.Visit(pid.Span)!, Key, clock.NowMillis).OrThrow();
            }
        }
    }

    private ProxyShare Of(Bytes32 chainId, Bytes32 shareId) => shares.TryGetValue(shareId, out var share) ? share : ProxyShare.Await(chainId, shareId);
}
