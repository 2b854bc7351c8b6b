package policyedition

import (
	"context"
	"strconv"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/policy"
	"chengxin/internal/region"
)

// RegisterArchive registers the draft in a zip archive.
func (a Acts) RegisterArchive(ctx context.Context, actor access.Actor, county region.Code, raw []byte, key string) (string, error) {
	files, err := ReadArchive(raw)
	if err != nil {
		return "", err
	}
	return a.register(ctx, actor, county, files, "zip", key)
}

// RegisterFolder registers the draft in a folder on the server, named, never given by a path.
func (a Acts) RegisterFolder(ctx context.Context, actor access.Actor, county region.Code, name, key string) (string, error) {
	folder, err := a.Folders.Open(name)
	if err != nil {
		return "", fault.Field("folder", "edition.folder_unknown", "name", name).Because(err)
	}
	files, err := ReadFolder(folder)
	if err != nil {
		return "", err
	}
	return a.register(ctx, actor, county, files, name, key)
}

// register keeps a draft whole. A draft that fails its check is kept too, so that its report can be read; one of another
// county is refused, and so is the same content twice.
func (a Acts) register(ctx context.Context, actor access.Actor, county region.Code, files []File, source, key string) (string, error) {
	folder := Folder(files)
	digest, err := policy.Digest(folder)
	if err != nil {
		return "", fault.Field("archive", "edition.archive.unreadable").Because(err)
	}
	draft := Draft{Digest: digest, Source: source, Files: len(files)}
	for _, file := range files {
		draft.Size += int64(len(file.Content))
	}
	if edition, err := policy.LoadFS(folder); err == nil {
		if edition.County() != string(county) {
			return "", fault.Field("archive", "edition.other_county", "county", edition.CountyName())
		}
		draft.Name, draft.Title, draft.Version = edition.Name(), edition.Title(), edition.Version()
	}
	act := casework.Act{Kind: "PolicyDraftRegistered", Permission: access.PolicyDraft, County: county, Key: key, Content: digest}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (string, error) {
		store := casework.As[Store](w.Tx)
		known, err := store.Drafts(ctx, county)
		if err != nil {
			return "", err
		}
		for _, one := range known {
			if one.Digest == digest {
				return "", fault.Field("archive", "edition.registered_already", "day", w.Today.Chinese())
			}
		}
		draft := draft
		draft.ID, draft.RegisteredAt, draft.RegisteredBy = a.NewID(), w.Now, actor.ID
		w.Note("draft", draft.ID)
		w.Note("digest", digest)
		w.Note("files", strconv.Itoa(len(files)))
		return draft.ID, store.AddDraft(ctx, county, draft, files)
	})
}

// Check reads a kept draft again and checks it: the report, and the edition when it passes.
func (a Acts) Check(ctx context.Context, county region.Code, draft string) (policy.Report, *policy.Edition, error) {
	files, err := a.Reads.DraftFiles(ctx, county, draft)
	if err != nil {
		return policy.Report{}, nil, err
	}
	folder := Folder(files)
	report := policy.Check(folder)
	if !report.Passed() {
		return report, nil, nil
	}
	edition, err := policy.LoadFS(folder)
	return report, edition, err
}
