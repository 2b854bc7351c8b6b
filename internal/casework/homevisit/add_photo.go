package homevisit

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/homevisit"
	"chengxin/internal/pledge"
)

// MaxPhotos is how many pictures one assignment may have.
const MaxPhotos = 20

// AddPhoto keeps a picture of the home, for which the household has agreed, or a scan of the signed sheet. It is written anew:
// place, time and device are gone. It refuses (Invalid, field "photo") what is no picture and what is out of bounds.
func (a Acts) AddPhoto(ctx context.Context, actor access.Actor, at At, posted []byte, made homevisit.Photo, consent bool) error {
	if !actor.MayAnywhere(access.VisitRecord) {
		return fault.New(fault.Forbidden, "fault.forbidden") // before anything is written to the folder
	}
	if err := homevisit.CheckPhoto(made, consent); err != nil {
		return err
	}
	kept, err := a.Pictures.Keep(ctx, at.County, posted)
	if err != nil {
		return fault.Beside("photo", err)
	}
	made.Hash, made.Type, made.Size = kept.Hash, kept.Type, kept.Size
	act := casework.Act{Kind: "VisitPhotoAdded", Permission: access.VisitRecord, County: at.County, Household: at.Household, Key: at.Key, Content: made}
	_, err = casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		store := casework.As[Store](work.Tx)
		found, _, err := progress(ctx, store, at)
		if err != nil {
			return "", err
		}
		photos, err := store.VisitPhotos(ctx, at.County, at.Assignment)
		switch {
		case err != nil:
			return "", err
		case !found.Assignment.Names(actor.ID):
			return "", fault.New(fault.Forbidden, "visit.not_yours")
		case found.Replaced || found.Stage() == homevisit.Done:
			return "", fault.New(fault.Conflict, "visit.recorded_already")
		case len(photos) >= MaxPhotos:
			return "", fault.Field("photo", "visit.photo.many", "max", MaxPhotos)
		}
		made.ID, made.Assignment, made.Household, made.At, made.By = a.NewID(), at.Assignment, at.Household, work.Now, actor.ID
		if err := homevisit.CheckPhoto(made, consent); err != nil { // now that its type is known
			return "", err
		}
		work.Note("assignment", at.Assignment)
		work.Note("photo", made.ID)
		work.Note("photo_hash", made.Hash)
		return made.ID, store.AddVisitPhoto(ctx, at.County, made)
	})
	return err
}

// OpenPhoto gives a picture to an officer who may open the file, and to the household: of the home to everybody in it, of the signed
// form, on which every adult's own stands, only to whoever signed it. Opening it is logged.
func (a Acts) OpenPhoto(ctx context.Context, actor access.Actor, at At, id string) ([]byte, homevisit.Photo, error) {
	act := casework.Act{Kind: "VisitPhotoOpened", Permission: casework.PermissionFor(actor, access.SelfView, access.HouseholdOpen), County: at.County, Household: at.Household, Looks: true, Purpose: "visit"}
	photo, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (homevisit.Photo, error) {
		store := casework.As[Store](work.Tx)
		found, _, err := progress(ctx, store, at)
		if err != nil {
			return homevisit.Photo{}, err
		}
		photos, err := store.VisitPhotos(ctx, at.County, at.Assignment)
		if err != nil {
			return homevisit.Photo{}, err
		}
		for _, photo := range photos {
			if photo.ID == id {
				if actor.Kind == access.Resident && (actor.Proxy != nil || photo.Kind == homevisit.OfSheet && found.SignedBy() != actor.ID) {
					return homevisit.Photo{}, fault.New(fault.Forbidden, "visit.photo.of_signer")
				}
				work.Note("photo", id)
				return photo, nil
			}
		}
		return homevisit.Photo{}, notFound()
	})
	if err != nil {
		return nil, photo, err
	}
	raw, err := a.Pictures.Open(ctx, at.County, pledge.Scan{Hash: photo.Hash, Type: photo.Type, Size: photo.Size})
	return raw, photo, err
}
